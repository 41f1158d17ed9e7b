// The files of the system: the interfaces of the kernel (`kl.core.Core`) and of the programs that
// come with it, as IDL, CDL and EDL texts. Tools read them here, without a file system: `kos gen`
// finds packages of the system with `loadProject(paths, { ..., system: systemFiles })`.
//
// The texts are `generated/resources.ts`, made of the folder `resources`. What of a file is not
// public is said in the paragraph of its first comment that begins with "Not public:".

import { resources } from './generated/resources.ts'

/** The paths of all files of the system, such as `kl/core/Handle.idl`. */
export const systemPaths: readonly string[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.keys(resources),
)

/** Reads the files of the system. */
export interface SystemFileReader {
  /** The folder that they are shown in, and in which no file system has files. */
  readonly root: string
  /** The text of a file by its path from the root, such as `kl/core/Handle.idl`; null: none. */
  readonly read: (path: string) => string | null
  /**
   * What of a file is not public, in a few words, such as `its endpoints and interfaces`; null if
   * nothing that it would need is known to be missing.
   */
  readonly notPublic: (path: string) => string | null
}

/** The files of the system. */
export const systemFiles: SystemFileReader = /* @__PURE__ */ Object.freeze({
  root: '@kos/libkos/resources',
  read: textOf,
  notPublic: (path: string) =>
    /^\/\/ Not public: ((?:.*\n\/\/ )*.*)\.$/m
      .exec(textOf(path) ?? '')?.[1]
      ?.replaceAll('\n// ', ' ') ?? null,
})

function textOf(path: string): string | null {
  return Object.hasOwn(resources, path) ? (resources[path] as string) : null
}
