import { RUN_STATES } from '../fleet/run-state.js';
import type { Hub } from './hub.js';
import type { SseClients } from './sse-clients.js';

/** What the server tells Prometheus. Format: https://prometheus.io/docs/instrumenting/exposition_formats/. */
export function metricsText(hub: Hub, clients: SseClients): string {
  const summaries = hub.summaries;
  const runs = RUN_STATES.map((state) => `runwire_runs{state="${state}"} ${String(summaries.filter((run) => run.state === state).length)}`);
  return [
    ...described('runwire_runs', 'gauge', 'Experiments known, by state.', runs),
    ...single('runwire_events_total', 'counter', 'Events taken from the broker.', hub.events),
    ...single('runwire_frames_total', 'counter', 'Frames sent to the pages.', hub.asOf().frame),
    ...single('runwire_stream_clients', 'gauge', 'Event streams open.', clients.count),
    ...single('runwire_stream_clients_cut_off_total', 'counter', 'Event streams closed because nobody read them.', clients.cutOff),
    ...single('runwire_broker_ready', 'gauge', '1 while the connection to the broker stands.', hub.broker.kind === 'ready' ? 1 : 0),
    ...single('process_resident_memory_bytes', 'gauge', 'Resident memory.', process.memoryUsage.rss()),
    '',
  ].join('\n');
}

function single(name: string, type: 'counter' | 'gauge', help: string, value: number): readonly string[] {
  return described(name, type, help, [`${name} ${String(value)}`]);
}

function described(name: string, type: 'counter' | 'gauge', help: string, samples: readonly string[]): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}
