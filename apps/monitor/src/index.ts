export { startDashboard } from './dashboard/start-dashboard.js';
export type { Dashboard, DashboardOptions } from './dashboard/start-dashboard.js';
export { runCli } from './cli/run-cli.js';
export type { CliContext } from './cli/cli-context.js';
export { EXIT_CODES } from './cli/exit-code.js';
export type { ExitCode } from './cli/exit-code.js';
