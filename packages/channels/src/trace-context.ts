import { withFields, type TrainingEvent } from '@runwire/events';

/** The trace that something belongs to, as https://www.w3.org/TR/trace-context/ spells it. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The event, with the trace it happened in; one that has a trace already keeps it. */
export function inTrace(event: TrainingEvent, context: TraceContext | undefined): TrainingEvent {
  if (context?.traceparent === undefined || event.traceparent !== undefined) return event;
  const { traceparent, tracestate } = context;
  return withFields(event, { traceparent, ...(tracestate === undefined ? {} : { tracestate }) });
}
