// What the folder of a solution describes: its processes with their connections, their classes and
// its policy, each with the place where it is written. Made by `describeSolution`; programs are not
// loaded yet.

import type { Component, Diagnostic } from '@kos/idl-compiler'
import type { LoadedPolicy } from '@kos/security/psl'

/** A place in a file, for people: `init.yaml:7:5`. */
export interface Place {
  /** As it is shown: from the current folder, with `/` between folders. */
  readonly path: string
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

/** A connection that a client has. */
export interface ConnectionDescription {
  /** The name of the server process. */
  readonly target: string
  /** The name of the channel. */
  readonly id: string
  readonly place: Place
}

/** A process of `init.yaml`. */
export interface ProcessDescription {
  /** `task` of `init.yaml`, or the class. */
  readonly name: string
  /** `name` of `init.yaml`. */
  readonly className: string
  /** Where the kernel finds its program: `path`, or the last part of the class name. */
  readonly path: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly connections: readonly ConnectionDescription[]
  readonly place: Place
  /** The file of its program, by its absolute path; null if there is none. */
  readonly program: string | null
}

/** What a folder describes. */
export interface SolutionDescription {
  /** The folder, by its absolute path. */
  readonly folder: string
  /** In the order of `init.yaml`: the last one is started first. */
  readonly processes: readonly ProcessDescription[]
  /** The class of each EDL file that was found, with its endpoints. */
  readonly classes: ReadonlyMap<string, Component>
  /** Null if the folder has no policy. */
  readonly policy: LoadedPolicy | null
  /** What is wrong with it, by file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there are errors among them: then it cannot be loaded. */
  readonly hasErrors: boolean
}
