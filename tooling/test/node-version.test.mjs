// The task cache knows the version of Node: tests that passed on one have to pass on another. What is
// built, and whether types fit, is the same on all.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const turbo = 'exec turbo run build test typecheck --filter=@kos/retcode --dry=json'

/** The hashes of tasks as `npm run pnpm` starts them on a Node of this version. */
function hashesOn(version) {
  const pretend = `Object.defineProperty(process, 'version', { value: '${version}' })`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${pretend}`,
      'tooling/bootstrap.mjs',
      'pnpm',
      ...turbo.split(' '),
    ],
    { cwd: root, encoding: 'utf8' },
  )
  assert.match(stdout, /^\{/, stderr)
  return JSON.parse(stdout).tasks.map(({ taskId, hash }) => `${taskId} ${hash}`)
}

test('tests run again on another Node, and only they', () => {
  const before = hashesOn('v20.19.0')
  assert.equal(before.length, 3)
  assert.deepEqual(hashesOn('v20.19.0'), before)
  const after = hashesOn('v26.0.0')
  const again = before.filter((hash) => !after.includes(hash))
  assert.deepEqual(
    again.map((hash) => hash.split(' ')[0]),
    ['@kos/retcode#test'],
  )
})
