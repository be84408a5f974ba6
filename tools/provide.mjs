/** What the tests need beside npm packages: a Redis server, a Chromium, and a Python that speaks Redis. Found, else installed, else asked for. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NEEDS = [
  {
    name: 'Redis',
    variable: 'REDIS_SERVER',
    places: ['redis-server', 'valkey-server'],
    apt: 'redis-server',
    brew: 'redis',
    remedy: 'Install Redis 6.2 or newer, or Valkey, so that redis-server or valkey-server is on the PATH, or set REDIS_SERVER to its program (https://redis.io/docs/latest/operate/oss_and_stack/install/).',
  },
  {
    name: 'Chromium',
    variable: 'CHROMIUM_PATH',
    places: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
    apt: 'chromium',
    remedy: 'Install Chromium or Google Chrome, or set CHROMIUM_PATH to its program.',
  },
  {
    name: 'Python with redis-py',
    // Debian's python3-redis belongs to Debian's Python, whichever comes first on the PATH.
    places: ['python3', '/usr/bin/python3'],
    works: (path) => succeeds(path, '-c', 'import redis'),
    apt: 'python3-redis',
    remedy: 'Install Python 3 and run: pip install redis.',
  },
];

// A policy that refuses to start services keeps the packages from leaving a Redis server behind; what was there before stays.
const APT = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
apt-get install -qq -y --no-install-recommends "$@" > /dev/null
if command -v systemctl > /dev/null; then
  for package in "$@"; do [ "$package" != redis-server ] || systemctl disable --quiet redis-server 2> /dev/null || true; done
fi
`;

/** Provides what it can, tells the tests where it is through the environment, and resolves with a sentence for each thing missing. */
export async function provide() {
  const absent = NEEDS.filter((need) => locate(need) === undefined);
  if (absent.length > 0) await install(absent);
  const missing = NEEDS.filter((need) => locate(need) === undefined);
  for (const need of NEEDS) {
    if (need.variable !== undefined && !missing.includes(need)) process.env[need.variable] = locate(need);
  }
  return missing.map(({ name, remedy }) => `${name} is missing and could not be installed. ${remedy}`);
}

function locate({ variable, places, works = () => true }) {
  const chosen = process.env[variable ?? ''];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = places.flatMap((place) => (place.startsWith('/') ? [place] : folders.map((folder) => join(folder, place))));
  return [...(chosen ? [chosen] : []), ...candidates].find((path) => isProgram(path) && works(path));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not ours to run: in either case the next place is looked at
  }
}

async function install(absent) {
  const names = absent.map(({ name }) => name).join(' and ');
  const apt = absent.map(({ apt }) => apt);
  const brew = absent.flatMap(({ brew }) => brew ?? []);
  if (process.platform === 'linux' && succeeds('apt-get', '--version')) {
    const asRoot = process.getuid() === 0 ? [] : succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
    if (asRoot !== undefined) await run(names, [...asRoot, 'sh', '-c', APT, 'install', ...apt]);
  }
  if (process.platform === 'darwin' && brew.length > 0 && succeeds('brew', '--version')) await run(names, ['brew', 'install', '--quiet', ...brew]);
}

async function run(names, [command, ...args]) {
  console.log(`Installing ${names} for the tests …`);
  await once(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }), 'close');
}

function succeeds(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
