// A solution: the programs, the processes that run them, who may reach whom, and the policy. The
// one model of it, whatever it was written in.

import { checkOptions } from '@kos/idl/nearest'
import { isBytes } from '@kos/ipc'
import { Einit, ENTITY_FLAG_DUMPABLE, type InitTable, type Program } from '@kos/libkos'
import { initClass, type Policy } from '@kos/security'

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
   * Images of processes, by their names: paths of the kernel's option `images`. A process that is
   * not named here has the program of its class.
   */
  readonly paths?: { readonly [name: string]: string }
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
  /**
   * Processes that the kernel starts again after an unhandled exception (ENTITY_FLAG_DUMPABLE):
   * later each time, and at most 10 times until one of them ran for a minute.
   */
  readonly dumpable?: readonly string[]
  /**
   * The initial program, which starts the processes: default `Einit` of `@kos/libkos`. It is given
   * what to start as its file `init.json` (`readInitTable`).
   */
  readonly einit?: Program
}

/** A process of a solution. */
export interface SolutionProcess {
  readonly name: string
  readonly className: string
  /** Its image; the class if the solution does not say. */
  readonly path: string
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
  paths: true,
  connections: true,
  policy: true,
  args: true,
  env: true,
  files: true,
  dumpable: true,
  einit: true,
}

/** Throws TypeError for a part of a solution that there is not, or a name in it that is none. */
export function checkSolution(solution: Solution): void {
  checkOptions('defineSolution', solution, Object.keys(parts))
  if (typeof solution.programs !== 'object' || solution.programs === null)
    throw new TypeError(
      'defineSolution: it has no programs; write { programs: { Server, Client } }',
    )
  checkPrograms(solution)
  const processes = new Set(processesOf(solution).map(({ name }) => name))
  for (const [client, connections] of Object.entries(solution.connections ?? {})) {
    checkProcess(processes, client, 'connections')
    for (const [name, server] of Object.entries(connections))
      checkProcess(processes, server, `connections.${client}.${name}`)
  }
  for (const place of ['paths', 'args', 'env', 'files'] as const) {
    for (const name of Object.keys(solution[place] ?? {})) checkProcess(processes, name, place)
  }
  for (const name of solution.dumpable ?? []) checkProcess(processes, name, 'dumpable')
  checkInput(solution)
}

function checkPrograms(solution: Solution): void {
  const { einit } = solution
  for (const [name, given] of Object.entries(solution.programs)) {
    if (given === null || typeof given?.main === 'function') continue
    throw new TypeError(
      `defineSolution: programs.${name} is no program (${typeof given}); ` +
        'make one: program(async (kos) => { ... }), or null for a process without one',
    )
  }
  if (Object.hasOwn(solution.programs, initClass))
    throw new TypeError(
      `defineSolution: programs.${initClass}: that is the class of the initial program; ` +
        'write { einit: program(...) } to replace it',
    )
  if (einit !== undefined && typeof einit?.main !== 'function')
    throw new TypeError(`defineSolution: einit is no program (${typeof einit})`)
}

// What a process is told is plain data: it passes through a file of the initial program.
function checkInput({ args = {}, env = {}, files = {} }: Solution): void {
  const isText = (value: unknown): boolean => typeof value === 'string'
  for (const [name, texts] of Object.entries(args)) checkEach(`args.${name}`, texts, isText)
  for (const [name, texts] of Object.entries(env)) {
    checkEach(`env.${name}`, texts, isText)
    const wrong = Object.keys(texts).find((variable) => !/^[^=]+$/.test(variable))
    if (wrong !== undefined)
      throw new TypeError(
        `defineSolution: env.${name} has ${JSON.stringify(wrong)}, which is no name`,
      )
  }
  for (const [name, bytes] of Object.entries(files)) checkEach(`files.${name}`, bytes, isBytes)
}

function checkEach(place: string, values: object, isRight: (value: unknown) => boolean): void {
  const wrong = Object.entries(values).find(([, value]) => !isRight(value))
  if (wrong === undefined) return
  const wanted = place.startsWith('files') ? 'a Uint8Array' : 'a text'
  throw new TypeError(
    `defineSolution: ${place}.${wrong[0]} is ${typeof wrong[1]}; it must be ${wanted}`,
  )
}

/** The programs of a solution, that of Einit included: for the option `programs` of a kernel. */
export function programsOf({ programs, einit = Einit }: Solution): Programs {
  return { ...programs, [initClass]: einit }
}

/** The processes of a solution in the order of their start. */
export function processesOf({ programs, processes, paths = {} }: Solution): SolutionProcess[] {
  const named = processes ?? Object.fromEntries(Object.keys(programs).map((name) => [name, name]))
  return Object.entries(named).map(([name, className]) => {
    const path = Object.hasOwn(paths, name) ? (paths[name] as string) : className
    if (path === className && programs[className] === undefined) {
      throw new TypeError(
        `defineSolution: processes.${name} is of class ${className}, but programs has: ${Object.keys(programs).join(', ')}`,
      )
    }
    return { name, className, path }
  })
}

/** What the initial program starts: the processes in the order of an init.yaml. */
export function initTableOf(solution: Solution): InitTable {
  const { connections = {}, args = {}, env = {}, dumpable = [] } = solution
  const entities = processesOf(solution).map(({ name, className, path }) => ({
    name: className,
    task: name,
    path,
    connections: Object.entries(connections[name] ?? {}).map(([id, target]) => ({ target, id })),
    ...(args[name] === undefined ? {} : { args: args[name] }),
    ...(env[name] === undefined ? {} : { env: env[name] }),
    ...(dumpable.includes(name) ? { flags: ENTITY_FLAG_DUMPABLE } : {}),
  }))
  return { entities: entities.toReversed() }
}

function checkProcess(processes: ReadonlySet<string>, name: string, place: string): void {
  if (processes.has(name)) return
  throw new TypeError(
    `defineSolution: ${place} names ${name}, which is no process of it; it has: ${[...processes].join(', ')}`,
  )
}
