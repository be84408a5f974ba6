/** Follows an endpoint of server-sent events. `EventSource` reconnects by itself, and says by its last id where to go on. */
export function follow(url, { onMessage, onStatus }) {
  const source = new EventSource(url);
  source.onopen = () => onStatus('live');
  source.onerror = () => onStatus(source.readyState === EventSource.CLOSED ? 'refused' : 'reconnecting');
  source.onmessage = ({ data }) => onMessage(JSON.parse(data));
  return () => source.close();
}
