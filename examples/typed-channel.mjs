/** A channel of one's own: domain words on top, schemas that check both ways, state and announcement in one step. */
import { createMessageBroker } from '@runwire/broker-core';
import { defineChannel, InvalidDataError } from '@runwire/channels';
import { z } from 'zod';

const makeDeployments = defineChannel({
  namespace: 'operations',
  resource: 'deployment',
  fields: { state: z.object({ model: z.string(), stage: z.enum(['canary', 'live', 'withdrawn']) }) },
});

const broker = await createMessageBroker();
const deployments = makeDeployments({ broker, onInvalid: ({ address, error }) => console.log('skipped on', address, '–', error.name) });
const changes = deployments.subscribe('state', '*');
await changes.ready;

await deployments.save('state', 'ppo-7', { model: 'ppo', stage: 'canary' }); // operations:deployment:ppo-7:state
await deployments.save('state', 'ppo-7', { model: 'ppo', stage: 'lve' }).catch((error) => {
  console.log('refused:', error instanceof InvalidDataError);
});
await broker.publish('operations.deployment.ppo-7.state', { stage: 'of somebody else' });
await deployments.save('state', 'ppo-7', { model: 'ppo', stage: 'live' });

for await (const { stage } of changes) {
  console.log('announced', stage);
  if (stage === 'live') break;
}
console.log('stored', (await deployments.get('state', 'ppo-7')).stage);
await broker.close();
