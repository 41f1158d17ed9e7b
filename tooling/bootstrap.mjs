// Behind `npm run demo`, `npm run fleet`, `npm test`, `npm run check`, `npm run bench` and
// `npm run pnpm`. Needs Node and npm only: it fetches the package manager that package.json names,
// installs what the lock file says, then runs the task. `npm run pnpm -- ...` runs the package manager
// itself, and installs nothing by itself. Plain Node, no dependencies.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task = 'test', ...rest] = process.argv.slice(2)
const { packageManager } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))

const environment = {
  ...process.env,
  // An input of tests in turbo.json: what passed on one Node is not taken for another.
  KOS_NODE_VERSION: process.version,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
}
// An npx around this script has left here what it was asked to run: that is not meant for the npx
// that is started below.
delete environment.npm_config_call
delete environment.npm_config_package

function run(command, args, options = {}) {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: environment,
    ...options,
  })
  if (error) throw error
  if (status === 0) return
  // What a quiet step kept to itself says why it failed.
  if (stdout) process.stderr.write(stdout)
  process.exit(status ?? 1)
}

/** Runs a shell line with the package manager on the path. */
function withPackageManager(line, options) {
  run('npx', ['-y', '-p', packageManager, '-c', line], {
    shell: process.platform === 'win32',
    ...options,
  })
}

const install = 'pnpm install --frozen-lockfile --reporter=silent'
const turbo = 'pnpm exec turbo run --output-logs=errors-only --log-prefix=none --no-update-notifier'

/** Builds an application, and runs it with what is on the command line. */
function runApplication(name) {
  withPackageManager(`${install} && ${turbo} build --filter=@kos/${name}...`, {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  const main = resolve(root, `apps/${name}/dist/main.js`)
  run(process.execPath, [main, ...rest], { cwd: process.env.INIT_CWD ?? root })
}

const tasks = {
  demo: () => runApplication('demo'),
  fleet: () => runApplication('fleet'),
  test() {
    withPackageManager(
      `${install} && pnpm exec turbo run test --concurrency=100% --output-logs=new-only --log-order=grouped --no-update-notifier`,
    )
  },
  check() {
    withPackageManager(
      [
        install,
        `${turbo} typecheck pack-check size`,
        'pnpm exec oxlint --config tooling/oxlint.json --type-aware',
        'pnpm exec oxfmt --check .',
        'pnpm exec turbo boundaries',
        'node tooling/layers.mjs',
        'node tooling/type-names.mjs',
        'node --test --test-reporter=dot tooling/test/*.test.mjs',
        'node tooling/glossary.mjs',
        'pnpm exec sherif -i typescript',
      ].join(' && '),
    )
  },
  bench() {
    withPackageManager(`${install} && ${turbo} build --filter=@kos/bench...`, {
      stdio: ['inherit', 'pipe', 'inherit'],
    })
    run(process.execPath, ['apps/bench/dist/main.js', ...rest])
  },
  pnpm() {
    run('npx', ['-y', packageManager, ...rest], { shell: process.platform === 'win32' })
  },
}

if (!(task in tasks)) {
  console.error(`Unknown task ${task}; there are: ${Object.keys(tasks).join(', ')}`)
  process.exit(2)
}
tasks[task]()
