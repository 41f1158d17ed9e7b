// The same random operations on a folder of the host through a namespace, and on another one by the
// functions of Node: the same answers. As the user that runs the tests, and as one without privileges.

import * as host from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostFileSystem, type HostFileSystemOptions } from '@kos/posix/node'
import { MountTable, Namespace } from '../src/index.ts'
import { descriptorsBelow, HostFolder } from './host-folder.ts'
import {
  asNobody,
  compareAll,
  makeRemovable,
  OnHost,
  OnNamespace,
  operation,
} from './path-operations.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 25)
/** Random operations must reach many different answers, or they would compare little. */
const fewestAnswers = 35
const isLinux = process.platform === 'linux'
const isRoot = process.geteuid?.() === 0

function compare(folder: HostFolder, uid: number, options: HostFileSystemOptions): Set<string> {
  const answers = new Set<string>()
  const umask = process.umask(0o022)
  let round = 0
  try {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80, size: 'max' }), (operations) => {
        const roots = ['ours', 'theirs'].map((each) => folder.at(`${each}-${round}`)) as [
          string,
          string,
        ]
        round++
        for (const each of roots) host.mkdirSync(each, { mode: 0o755 })
        using fileSystem = hostFileSystem(roots[0], options)
        const credentials = { uid, gid: uid, groups: [] }
        const ns = new Namespace(new MountTable(fileSystem), { credentials })
        for (const each of compareAll(operations, new OnNamespace(ns), new OnHost(roots[1])))
          answers.add(each)
        ns[Symbol.dispose]()
        expect(ns.mounts.root.users).toBe(0)
      }),
      { numRuns: runs },
    )
  } finally {
    process.umask(umask)
    if (!isRoot) makeRemovable(folder.base)
  }
  return answers
}

const few = { knownFiles: 16, idleFiles: 0 }

for (const [name, options] of [
  ['through descriptors', {}],
  ['through descriptors, of which none is kept', few],
  ['by checked paths', { confinement: 'checked' }],
] as const) {
  test.runIf(isLinux)(`${name}: what the host does`, () => {
    using folder = new HostFolder()
    const answers = compare(folder, process.geteuid?.() ?? 0, options)
    expect(answers.size).toBeGreaterThan(fewestAnswers)
    folder.expectUntouched()
    expect(descriptorsBelow(folder.base)).toEqual([])
  })

  test.runIf(isLinux && isRoot)(`${name}: what it does for a user`, () => {
    using folder = new HostFolder()
    host.chmodSync(folder.folder, 0o777)
    asNobody((uid) => {
      const answers = compare(folder, uid, options)
      expect(answers.size).toBeGreaterThan(fewestAnswers)
      expect(answers).toContain('open EACCES')
    })
    folder.expectUntouched()
    expect(descriptorsBelow(folder.base)).toEqual([])
  })
}
