// What the folder of a solution describes: its processes with their connections, their classes and
// its policy, each with the place where it is written. Made by `describeSolution`; programs are not
// loaded yet.

import type { Component, Diagnostic, Project } from '@kos/idl-compiler'
import type { LoadedPolicy } from '@kos/security/psl'
import type { MachineDescription } from './machine-file.ts'

/** What a folder is described with, beside what its `kos.json` says. */
export interface DescribeOptions {
  /** The folder that paths are shown from, and that `include` counts from; default the current one. */
  readonly cwd?: string
  /** More folders with headers, interface files and policies. */
  readonly include?: readonly string[]
  /** More modules whose files lie flat, as `NK_MODULE` of CMake says. */
  readonly modules?: readonly string[]
  /** Variables of templates, before those of `kos.json`. */
  readonly variables?: Readonly<Record<string, string>>
  /** Declared input: paths from `cwd`, by process and name, before those of `kos.json`. */
  readonly files?: FilesByProcess
  /** The machine file: a path from `cwd`, before `machine` of `kos.json` and machine.yaml. */
  readonly machine?: string
  /**
   * Files for disks of the machine, by the names of these: paths from `cwd`, in place of `file`,
   * `archive` or `size` of machine.yaml. A disk that has an archive there has one of this file.
   */
  readonly disks?: Readonly<Record<string, string>>
}

/** Paths of files by process and name, as in `{ 'demo.Server': { 'config.txt': 'mine.txt' } }`. */
export type FilesByProcess = Readonly<Record<string, Readonly<Record<string, string>>>>

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
  /** The file of its program, by its absolute path; null if the folder has none. */
  readonly program: string | null
  /**
   * Whether it runs a program of the system that comes with kos. Without that and without a file,
   * only the host acts as it.
   */
  readonly isSystem: boolean
  /** Whether the kernel starts it again after a crash. */
  readonly isDumpable: boolean
}

/** What a folder describes. */
export interface SolutionDescription {
  /** The folder, by its absolute path. */
  readonly folder: string
  /** In the order of `init.yaml`: the last one is started first. */
  readonly processes: readonly ProcessDescription[]
  /** The class of each EDL file that was found, with its endpoints. */
  readonly classes: ReadonlyMap<string, Component>
  /** All interface files of the folder, checked together: for `generate`. */
  readonly project: Project
  /** Null if the folder has no policy. */
  readonly policy: LoadedPolicy | null
  /**
   * The programs of classes of which init.yaml has no process, by class: absolute paths. Processes
   * may create processes of them.
   */
  readonly otherPrograms: ReadonlyMap<string, string>
  /** The program that replaces Einit, by its absolute path; null if there is none. */
  readonly einit: string | null
  /** Declared input: the absolute path of each file, by process and name. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** The machine it runs on; null if the folder has none. */
  readonly machine: MachineDescription | null
  /** The folder that generated modules are written to, by its absolute path. */
  readonly generated: string
  /** The files that were read, by their absolute paths: what `--watch` watches, with `folder`. */
  readonly inputs: readonly string[]
  /** What is wrong with it, by file and place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there are errors among them: then it cannot be loaded. */
  readonly hasErrors: boolean
}
