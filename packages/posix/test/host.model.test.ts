// The same random operations on a namespace and on a real folder of the host: the same answers and
// the same tree. As the user that runs the tests; if that is root, as one without privileges, too.

import * as host from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  asNobody,
  compareAll,
  makeRemovable,
  OnHost,
  OnNamespace,
  operation,
} from './path-operations.ts'
import { Tree } from './tree.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 300)

/** Runs the property; answers which answers there were. */
function compare(uid: number, gid: number): Set<string> {
  const answers = new Set<string>()
  const base = host.mkdtempSync(join(tmpdir(), 'kos-posix-'))
  let round = 0
  try {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80, size: 'max' }), (operations) => {
        const root = join(base, String(round++))
        host.mkdirSync(root)
        host.chmodSync(root, 0o755)
        const tree = new Tree({ uid, gid, mode: 0o755 })
        const ns = tree.as(uid, gid)
        const [ours, theirs] = [new OnNamespace(ns), new OnHost(root)]
        for (const each of compareAll(operations, ours, theirs)) answers.add(each)
        ns[Symbol.dispose]()
        // Those of the other view of the same mounts are left.
        expect(ns.mounts.root.users).toBe(2)
      }),
      { numRuns: runs },
    )
  } finally {
    if (process.geteuid?.() !== 0) makeRemovable(base)
    host.rmSync(base, { recursive: true, force: true })
  }
  return answers
}

const isLinux = process.platform === 'linux'
/** Random operations must reach many different answers, or they would compare little. */
const fewestAnswers = 35

test.runIf(isLinux)('random operations do what the host does', () => {
  const before = process.umask(0o022)
  try {
    const answers = compare(process.geteuid?.() ?? 0, process.getegid?.() ?? 0)
    expect(answers.size).toBeGreaterThan(fewestAnswers)
  } finally {
    process.umask(before)
  }
})

test.runIf(isLinux && process.geteuid?.() === 0)('and what it does for a user', () => {
  const before = process.umask(0o022)
  try {
    asNobody((uid) => {
      const answers = compare(uid, uid)
      expect(answers.size).toBeGreaterThan(fewestAnswers)
      expect(answers).toContain('open EACCES')
    })
  } finally {
    process.umask(before)
  }
})
