// Entry `@kos/messagebus/resources`: the interface files of the bus process beside those of
// `@kos/libkos`, as texts, for tools that read IDL, EDL or policies: all files of the system.

import { systemFiles as otherFiles, systemPaths as otherPaths } from '@kos/libkos/resources'
import type { SystemFileReader } from '@kos/libkos/resources'
import { resources } from './generated/resources.ts'

/** The paths of all files of the system, such as `kl/MessageBus.edl`. */
export const systemPaths: readonly string[] = /* @__PURE__ */ Object.freeze([
  ...otherPaths,
  .../* @__PURE__ */ Object.keys(resources),
])

/** The files of the system, with those of the bus process. */
export const systemFiles: SystemFileReader = /* @__PURE__ */ Object.freeze({
  root: '@kos/resources',
  read: (path: string) => textOf(path) ?? otherFiles.read(path),
  notPublic: (path: string) => (textOf(path) === null ? otherFiles.notPublic(path) : null),
})

function textOf(path: string): string | null {
  return Object.hasOwn(resources, path) ? (resources[path] as string) : null
}
