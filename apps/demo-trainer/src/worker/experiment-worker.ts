/** The entry of a worker thread: one experiment, driven by the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { ExperimentServer } from './experiment-server.js';
import type { WorkerInput, WorkerRequest } from './worker-protocol.js';

if (parentPort === null) throw new Error('This is a worker; start it through ExperimentThread.');

const port = parentPort;
// Both ends of the port are compiled together from worker-protocol.ts, so what arrives is what it says.
const server = new ExperimentServer(workerData as WorkerInput);
port.on('message', (request: WorkerRequest) => port.postMessage(server.answer(request)));
