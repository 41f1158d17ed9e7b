// A described folder with its programs, as the solution that a kernel boots.
//
// The kernel knows the program of a class. A process of the class with another program has that as
// an image, by `path` of init.yaml. All programs are images under the documented default as well,
// the last part of the class name, for processes that create others.

import { readFileSync } from 'node:fs'
import { type DeviceDescription, machineFile, writeMachineFile } from '@kos/drivers'
import { lastPart } from '@kos/idl-compiler'
import type { FullKernelOptions, Programs, Solution } from '@kos/kernel'
import type { Program } from '@kos/libkos'
import { BuiltMachine } from './built-machine.ts'
import type { ProcessDescription, SolutionDescription } from './description.ts'
import type { DescribedDevice } from './device-reader.ts'
import { loadSystemPrograms } from './system-programs.ts'

/** What `boot` takes. */
export interface BootParts {
  readonly solution: Solution
  readonly kernelOptions: Pick<FullKernelOptions, 'images' | 'machine' | 'memory'>
  /** The devices in `kernelOptions`, which have files and sockets of the host; null: none. */
  readonly machine: BuiltMachine | null
}

/**
 * The solution of a folder; `programs` are by the paths of their files. Rejects with
 * DeviceError for what the host refuses a device; without devices it is asked for nothing.
 */
export async function bootParts(
  description: SolutionDescription,
  programs: ReadonlyMap<string, Program>,
  withDevices: boolean,
): Promise<BootParts> {
  const ofSystem = description.processes.filter(({ isSystem }) => isSystem)
  const system = await loadSystemPrograms(ofSystem.map(({ className }) => className))
  const { images, solution } = solutionOf(description, { own: programs, system })
  if (description.machine === null || !withDevices)
    return { solution, kernelOptions: { images }, machine: null }
  const machine = await BuiltMachine.build(description.machine)
  const { memory: bytes, irqLines } = description.machine
  const { devices } = machine
  return {
    solution,
    kernelOptions: { images, memory: { bytes }, machine: { devices, irqLines } },
    machine,
  }
}

/** Programs that were loaded. */
interface KnownPrograms {
  /** Those of the folder, by the path of their files. */
  readonly own: ReadonlyMap<string, Program>
  /** Those of the system, by class. */
  readonly system: ReadonlyMap<string, Program>
}

function solutionOf(
  description: SolutionDescription,
  programs: KnownPrograms,
): { readonly solution: Solution; readonly images: Readonly<Record<string, Program | null>> } {
  const { processes, policy, einit } = description
  // The last of init.yaml is started first.
  const inOrder = processes.toReversed()
  const byName = <T>(value: (process: ProcessDescription) => T): { readonly [name: string]: T } =>
    Object.fromEntries(inOrder.map((process) => [process.name, value(process)]))
  const images = new ImagesOf(description, programs)
  const solution: Solution = {
    programs: images.byClass,
    processes: byName(({ className }) => className),
    paths: byName((process) => images.pathOf(process)),
    connections: byName(({ connections }) =>
      Object.fromEntries(connections.map(({ id, target }) => [id, target])),
    ),
    args: byName(({ args }) => args),
    env: byName(({ env }) => env),
    files: filesOf(description),
    dumpable: inOrder.filter(({ isDumpable }) => isDumpable).map(({ name }) => name),
    ...(policy === null ? {} : { policy: policy.policy }),
    ...(einit === null ? {} : { einit: programs.own.get(einit) as Program }),
  }
  return { solution, images: Object.fromEntries(images.byPath) }
}

// Each process of a folder with a machine has a file that says which devices are where: to know it
// gives no access to any.
function filesOf({
  processes,
  files,
  machine,
}: SolutionDescription): NonNullable<Solution['files']> {
  const declared = Array.from(files, ([process, paths]) => [process, contents(paths)] as const)
  const all = new Map(declared)
  if (machine !== null) {
    const bytes = writeMachineFile(machine.devices.map(whereabouts))
    for (const { name } of processes)
      all.set(name, [[machineFile, bytes], ...(all.get(name) ?? [])])
  }
  return Object.fromEntries(Array.from(all, ([name, byName]) => [name, Object.fromEntries(byName)]))
}

function whereabouts({ name, model, placement }: DescribedDevice): DeviceDescription {
  const { memory = null, ports = null, irqs = [], bdf = null } = placement
  return { name, model, memory, ports, irqs, bdf }
}

/** Which program is known by which name. */
class ImagesOf {
  readonly byClass: Programs
  readonly byPath: Map<string, Program | null> = new Map()
  readonly #programs: KnownPrograms

  constructor({ processes, otherPrograms }: SolutionDescription, programs: KnownPrograms) {
    this.#programs = programs
    const { own: files } = programs
    const others = Array.from(otherPrograms, ([name, path]) => [name, files.get(path) ?? null])
    const own = processes.map((process) => [process.className, this.#programOf(process)])
    // Of several processes of a class, the first one has its program.
    this.byClass = Object.fromEntries([...others, ...own.toReversed()]) as Programs
    for (const [name, program] of Object.entries(this.byClass)) this.#add(lastPart(name), program)
    for (const process of processes) this.#add(process.path, this.#programOf(process))
  }

  /** The image of a process: its class, unless it has another program than that. */
  pathOf(process: ProcessDescription): string {
    const { className, path, name } = process
    const program = this.#programOf(process)
    if (this.byClass[className] === program) return className
    const free = [path, name, `${className}:${name}`].find((each) => this.#add(each, program))
    return free ?? className
  }

  /** Whether the image at a path is this program: it is from now on, if there was none. */
  #add(path: string, program: Program | null): boolean {
    if (Object.hasOwn(this.byClass, path)) return this.byClass[path] === program
    if (!this.byPath.has(path)) this.byPath.set(path, program)
    return this.byPath.get(path) === program
  }

  #programOf({ program, className, isSystem }: ProcessDescription): Program | null {
    const { own, system } = this.#programs
    if (isSystem) return system.get(className) ?? null
    return program === null ? null : (own.get(program) ?? null)
  }
}

function contents(paths: ReadonlyMap<string, string>): (readonly [string, Uint8Array])[] {
  return Array.from(paths, ([name, path]) => [name, new Uint8Array(readFileSync(path))] as const)
}
