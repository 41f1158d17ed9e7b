// A machine for tests, and a device whose accesses are written down.

import { AddressSpace, PhysicalMemory } from '@kos/vmm'
import {
  type AccessSize,
  type Device,
  type DeviceContext,
  Machine,
  type MachineOptions,
  ManualTime,
  ResourceManager,
  type StrayDma,
} from '../src/index.ts'

/** Bytes of RAM. */
export const ramBytes: number = 2 ** 20

/** Registers that keep what is written; `accesses` has one line for each access. */
export class RegisterFile implements Device {
  readonly name: string
  readonly registerBytes: number
  readonly accesses: string[] = []
  readonly bytes: DataView
  resets = 0
  ticks = 0
  onTick: (() => void) | null = null
  #context: DeviceContext | null = null

  constructor(name = 'registers', registerBytes = 16) {
    this.name = name
    this.registerBytes = registerBytes
    this.bytes = new DataView(new ArrayBuffer(Math.min(registerBytes, 2 ** 20)))
  }

  get context(): DeviceContext {
    if (this.#context === null) throw new Error(`${this.name} has no machine`)
    return this.#context
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.resets++
  }

  read(offset: number, size: AccessSize): number {
    this.accesses.push(`read ${offset} ${size}`)
    if (size === 1) return this.bytes.getUint8(offset)
    return size === 2 ? this.bytes.getUint16(offset, true) : this.bytes.getUint32(offset, true)
  }

  write(offset: number, size: AccessSize, value: number): void {
    this.accesses.push(`write ${offset} ${size} ${value}`)
    if (size === 1) this.bytes.setUint8(offset, value)
    else if (size === 2) this.bytes.setUint16(offset, value, true)
    else this.bytes.setUint32(offset, value, true)
  }

  tick(): void {
    this.ticks++
    this.onTick?.()
  }
}

/** A machine, its time, and the DMA transfers that it has blocked. */
export interface TestMachine {
  readonly machine: Machine
  readonly memory: PhysicalMemory
  readonly time: ManualTime
  readonly strays: StrayDma[]
}

export function createMachine(options: Partial<MachineOptions> = {}): TestMachine {
  const memory = options.memory ?? new PhysicalMemory({ bytes: ramBytes })
  const time = new ManualTime()
  const strays: StrayDma[] = []
  const onStrayDma = (stray: StrayDma): void => void strays.push(stray)
  return { machine: new Machine({ memory, time, onStrayDma, ...options }), memory, time, strays }
}

/** A machine with a resource manager. */
export interface ManagedMachine extends TestMachine {
  readonly manager: ResourceManager
  /** An address space of the machine. */
  readonly space: (quota?: number) => AddressSpace
}

export function createManaged(options: Partial<MachineOptions> = {}): ManagedMachine {
  const made = createMachine(options)
  const space = (quota?: number): AddressSpace =>
    new AddressSpace(made.memory, quota === undefined ? {} : { quota })
  return { ...made, manager: new ResourceManager(made.machine), space }
}

/** What is not a code. @throws Error for a code. */
export function made<T extends object>(answer: T | number): T {
  if (typeof answer === 'number') throw new Error(`code ${answer}`)
  return answer
}
