// Whether the devices of a described machine have places: asked of a machine of the same size, on
// which nothing runs and whose devices do nothing. Each answer names the part of the description that
// is wrong.

import { type Device, Machine } from '@kos/io-hw'
import { PAGE_SIZE, PhysicalMemory } from '@kos/vmm'
import { deviceModels } from './device-models.ts'
import type { PlacePart } from './device-reader.ts'
import type { MachineDescription } from './machine-file.ts'

/** Why a machine is none, or a device has no place. */
export interface Refused {
  /** A key of the machine, or a part of the place of a device, both by index. */
  readonly at:
    | 'memory'
    | 'irqLines'
    | { readonly device: number; readonly part: PlacePart; readonly index: number }
  readonly why: string
  readonly hint?: string
}

type RefusedPart = Omit<Refused, 'at'> & { readonly part: PlacePart; readonly index?: number }

/** Places the devices of a machine; none if all have places. */
export function refusedPlaces({ memory, irqLines, devices }: MachineDescription): Refused[] {
  const ram = madeOr(() => new PhysicalMemory({ bytes: memory }))
  if (typeof ram === 'string') {
    const why = `RAM of ${memory} bytes cannot be`
    return [{ at: 'memory', why, hint: `write a multiple of ${PAGE_SIZE} bytes, up to 64 GiB` }]
  }
  const machine = madeOr(() => new Machine({ memory: ram, irqLines }))
  if (typeof machine === 'string') return [{ at: 'irqLines', why: machine }]
  const refused: Refused[] = []
  for (const [device, { name, model, placement }] of devices.entries()) {
    const registerBytes = deviceModels[model]?.registerBytes ?? 0
    const parts = refusedParts(machine, placement, registerBytes)
    for (const { part, index = 0, ...rest } of parts)
      refused.push({ at: { device, part, index }, ...rest })
    if (parts.length === 0) machine.place(silent(name, registerBytes), placement)
  }
  return refused
}

/** What keeps a device from its place: all that `Machine.place` refuses. */
function refusedParts(
  machine: Machine,
  { memory, ports, irqs = [], bdf }: MachineDescription['devices'][number]['placement'],
  registerBytes: number,
): RefusedPart[] {
  const refused: RefusedPart[] = []
  if (memory !== undefined) {
    const why = machine.bus.obstacle(memory, registerBytes)
    if (why !== null) refused.push({ part: 'memory', why, ...ramHint(machine, memory) })
  }
  if (ports !== undefined) {
    const why = machine.ports.obstacle(ports, registerBytes)
    if (why !== null) refused.push({ part: 'ports', why })
  }
  const lines = machine.interrupts.lines.length
  for (const [index, irq] of irqs.entries()) {
    if (irq < lines) continue
    const hint = `there are 0 to ${lines - 1}; irqLines says how many`
    refused.push({ part: 'irqs', index, why: `there is no interrupt line ${irq}`, hint })
  }
  if (bdf !== undefined) {
    const other = machine.deviceAt(bdf)
    if (bdf >= requesterIds) refused.push({ part: 'bdf', why: `${bdf} is no requester id` })
    else if (other !== null)
      refused.push({ part: 'bdf', why: `${other.device.name} has the requester id ${bdf}` })
  }
  return refused
}

// A requester id has 16 bits.
const requesterIds = 2 ** 16

function ramHint({ memory }: Machine, address: number): { hint?: string } {
  const end = memory.total * PAGE_SIZE
  return address < end ? { hint: `RAM ends at 0x${end.toString(16)}` } : {}
}

/** What is made, or why it cannot be. */
function madeOr<T>(make: () => T): T | string {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

function silent(name: string, registerBytes: number): Device {
  return { name, registerBytes, attach() {}, read: () => 0, write() {}, reset() {} }
}
