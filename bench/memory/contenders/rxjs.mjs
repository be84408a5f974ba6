import { Subject } from 'rxjs';

/** Callbacks of one subject. */
export function connect() {
  const subject = new Subject();
  return {
    subscribe(onEvent) {
      subject.subscribe(onEvent);
    },
    publish(event) {
      subject.next(event);
    },
  };
}
