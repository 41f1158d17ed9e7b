// A solution: the programs, the processes that run them, who may reach whom, and the policy. The
// one model of it, whatever it was written in.

import type { Program } from '@kos/libkos'
import { checkOptions } from '@kos/idl/nearest'
import type { Policy } from '@kos/security'

/** Programs by class name. */
export interface Programs {
  readonly [className: string]: Program | null
}

/** A solution. `P` is its programs, by class name. */
export interface Solution<P extends Programs = Programs> {
  /**
   * The classes, each with its program, or null for a process that only the host acts as. Each
   * becomes a process of the same name, started in this order, unless `processes` says otherwise.
   */
  readonly programs: P
  /** Processes by name, with their classes, in the order of their start. */
  readonly processes?: { readonly [name: string]: string }
  /**
   * Connections: `{ Client: { lights: 'Server' } }` lets Client reach Server under the name
   * `lights`.
   */
  readonly connections?: { readonly [client: string]: { readonly [name: string]: string } }
  /** Who may do what. Without a policy nothing is allowed. */
  readonly policy?: Policy
  /** Arguments of processes. */
  readonly args?: { readonly [name: string]: readonly string[] }
  /** Environments of processes. */
  readonly env?: { readonly [name: string]: Readonly<Record<string, string>> }
  /** Declared input of processes: bytes by name. */
  readonly files?: { readonly [name: string]: Readonly<Record<string, Uint8Array>> }
}

/**
 * Declares a solution, and checks its names. Throws TypeError that says which name is none, and
 * what there is.
 */
export function defineSolution<const P extends Programs>(
  solution: Solution<P> & { readonly processes?: { readonly [name: string]: keyof P & string } },
): Solution<P> {
  checkSolution(solution)
  return solution
}

const parts: Readonly<Record<keyof Solution, true>> = {
  programs: true,
  processes: true,
  connections: true,
  policy: true,
  args: true,
  env: true,
  files: true,
}

/** Throws TypeError for a part of a solution that there is not, or a name in it that is none. */
export function checkSolution(solution: Solution): void {
  checkOptions('defineSolution', solution, Object.keys(parts))
  if (typeof solution.programs !== 'object' || solution.programs === null)
    throw new TypeError(
      'defineSolution: it has no programs; write { programs: { Server, Client } }',
    )
  checkPrograms(solution.programs)
  const processes = new Set(processesOf(solution).map(({ name }) => name))
  for (const [client, connections] of Object.entries(solution.connections ?? {})) {
    checkProcess(processes, client, 'connections')
    for (const [name, server] of Object.entries(connections))
      checkProcess(processes, server, `connections.${client}.${name}`)
  }
  for (const place of ['args', 'env', 'files'] as const) {
    for (const name of Object.keys(solution[place] ?? {})) checkProcess(processes, name, place)
  }
}

function checkPrograms(programs: Solution['programs']): void {
  for (const [name, given] of Object.entries(programs)) {
    if (given === null || typeof given?.main === 'function') continue
    throw new TypeError(
      `defineSolution: programs.${name} is no program (${typeof given}); ` +
        'make one: program(async (kos) => { ... }), or null for a process without one',
    )
  }
}

/** The processes of a solution in the order of their start. */
export function processesOf(
  solution: Solution,
): { readonly name: string; readonly className: string; readonly program: Program | null }[] {
  const { programs } = solution
  const processes =
    solution.processes ?? Object.fromEntries(Object.keys(programs).map((name) => [name, name]))
  return Object.entries(processes).map(([name, className]) => {
    const program = programs[className]
    if (program === undefined) {
      throw new TypeError(
        `defineSolution: processes.${name} is of class ${className}, but programs has: ${Object.keys(programs).join(', ')}`,
      )
    }
    return { name, className, program }
  })
}

function checkProcess(processes: ReadonlySet<string>, name: string, place: string): void {
  if (processes.has(name)) return
  throw new TypeError(
    `defineSolution: ${place} names ${name}, which is no process of it; it has: ${[...processes].join(', ')}`,
  )
}
