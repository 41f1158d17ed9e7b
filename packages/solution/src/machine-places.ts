// Whether the devices of a described machine have places: asked of a machine of the same size, on
// which nothing runs and whose devices do nothing.

import { type Device, Machine } from '@kos/io-hw'
import { PhysicalMemory } from '@kos/vmm'
import { deviceModels } from './device-models.ts'
import type { MachineDescription } from './machine-file.ts'

/** Why a machine is none. */
export interface Refused {
  /** The index of the device that has no place; -1 if it is the machine itself. */
  readonly device: number
  readonly why: string
}

/** Places the devices of a machine; null if all have places. */
export function placeDevices({ memory, irqLines, devices }: MachineDescription): Refused | null {
  let at = -1
  try {
    const machine = new Machine({ memory: new PhysicalMemory({ bytes: memory }), irqLines })
    for (const { name, model, placement } of devices) {
      at++
      machine.place(silent(name, deviceModels[model]?.registerBytes ?? 0), placement)
    }
    return null
  } catch (error) {
    if (error instanceof RangeError) return { device: at, why: error.message }
    throw error
  }
}

function silent(name: string, registerBytes: number): Device {
  return { name, registerBytes, attach() {}, read: () => 0, write() {}, reset() {} }
}
