// A described folder with its programs, as the solution that a kernel boots.

import { readFileSync } from 'node:fs'
import type { Programs, Solution } from '@kos/kernel'
import type { Program } from '@kos/libkos'
import type { ProcessDescription, SolutionDescription } from './description.ts'
import { systemProgram } from './system-programs.ts'

/** The solution of a folder; `programs` are by the paths of their files. */
export function solutionOf(
  { processes, policy, files }: SolutionDescription,
  programs: ReadonlyMap<string, Program>,
): Solution {
  // The last of init.yaml is started first.
  const inOrder = processes.toReversed()
  const byName = <T>(value: (process: ProcessDescription) => T): { readonly [name: string]: T } =>
    Object.fromEntries(inOrder.map((process) => [process.name, value(process)]))
  const byClass: Programs = Object.fromEntries(
    inOrder.map((process) => [process.className, programOf(process, programs)]),
  )
  return {
    programs: byClass,
    processes: byName(({ className }) => className),
    connections: byName(({ connections }) =>
      Object.fromEntries(connections.map(({ id, target }) => [id, target])),
    ),
    args: byName(({ args }) => args),
    env: byName(({ env }) => env),
    files: Object.fromEntries(
      Array.from(files, ([process, paths]) => [process, Object.fromEntries(contents(paths))]),
    ),
    ...(policy === null ? {} : { policy: policy.policy }),
  }
}

function programOf(
  { program, className, isSystem }: ProcessDescription,
  programs: ReadonlyMap<string, Program>,
): Program | null {
  if (isSystem) return systemProgram(className)
  return program === null ? null : (programs.get(program) ?? null)
}

function contents(paths: ReadonlyMap<string, string>): (readonly [string, Uint8Array])[] {
  return Array.from(paths, ([name, path]) => [name, new Uint8Array(readFileSync(path))] as const)
}
