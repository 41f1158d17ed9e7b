// Entry `@kos/posix/resources`: the interface files of the processes of this package beside those of
// `@kos/libkos`, as texts, for tools that read IDL, EDL or policies: all files of the system.
//
// A class of which libkos knows that there is one, and no more, has its endpoints here.

import { systemFiles as otherFiles, systemPaths as otherPaths } from '@kos/libkos/resources'
import type { SystemFileReader } from '@kos/libkos/resources'
import { resources } from './generated/resources.ts'

/** The paths of all files of the system, such as `kl/VfsNet.edl`. */
export const systemPaths: readonly string[] = /* @__PURE__ */ Object.freeze([
  ...otherPaths.filter((path) => textOf(path) === null),
  .../* @__PURE__ */ Object.keys(resources),
])

/** The files of the system, with those of this package. */
export const systemFiles: SystemFileReader = /* @__PURE__ */ Object.freeze({
  root: '@kos/resources',
  read: (path: string) => textOf(path) ?? otherFiles.read(path),
  notPublic: (path: string) => (textOf(path) === null ? otherFiles.notPublic(path) : null),
})

function textOf(path: string): string | null {
  return Object.hasOwn(resources, path) ? (resources[path] as string) : null
}
