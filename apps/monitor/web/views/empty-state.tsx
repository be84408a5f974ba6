import type { VNode } from 'preact';

/** Nothing to show yet: how to get something. */
export function EmptyState(): VNode {
  return (
    <section class="empty">
      <svg viewBox="0 0 120 60" aria-hidden="true">
        <path d="M4 48l20-10 14 6 18-26 14 14 16-22 30 6" />
      </svg>
      <h1>No runs yet</h1>
      <p>As soon as a trainer publishes on this broker, it appears here by itself.</p>
      <p>Agents that really train, on this broker:</p>
      <pre tabIndex={0}>npx runwire-trainer --experiments 2</pre>
      <p>Or with a broker and a dashboard of their own:</p>
      <pre tabIndex={0}>npx runwire-monitor demo</pre>
    </section>
  );
}
