// What a driver knows of its machine: the declared input file `machine`, JSON that says where each
// device is. A driver finds its device there by name, its first argument.
//
// { "devices": [{ "name": "disk0", "model": "virtio-block", "memory": "0xfe001000", "irqs": [40],
//   "bdf": 8 }] }
//
// Addresses are numbers, or texts as JavaScript writes numbers, since JSON has no hexadecimal ones.

import type { Context } from '@kos/libkos'

/** The name of the file. */
export const machineFile = 'machine'

/** Where a device is. */
export interface DeviceDescription {
  /** Its name on this machine. */
  readonly name: string
  /** What it is: `virtio-block`, `ns16550a`. */
  readonly model: string
  /** The physical address of its registers; null if they are no memory. */
  readonly memory: number | null
  /** The first of its ports; null if it has none. */
  readonly ports: number | null
  /** Its interrupts. */
  readonly irqs: readonly number[]
  /** Its id in the IOMMU; null if it makes no DMA. */
  readonly bdf: number | null
}

/** The devices of such a file. Throws SyntaxError, which says what is wrong and where. */
export function readMachineFile(bytes: Uint8Array): readonly DeviceDescription[] {
  let text = ''
  for (const unit of bytes) text += String.fromCharCode(unit)
  const file = fieldsOf(JSON.parse(text) as unknown, 'the file')
  const devices = file['devices']
  if (!Array.isArray(devices)) throw new SyntaxError('devices must be a list')
  return devices.map((device, index) => readDevice(device as unknown, `devices[${index}]`))
}

/** Writes one: what `readMachineFile` reads. */
export function writeMachineFile(devices: readonly DeviceDescription[]): Uint8Array {
  const text = JSON.stringify({ devices }).replace(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0))
}

/**
 * The device that a driver is for: the one that its first argument names, which must be of this
 * model. Null if there is none; the driver has written why then.
 */
export function deviceOf(kos: Context, model: string): DeviceDescription | null {
  const found = findDevice(kos, model)
  if (typeof found !== 'string') return found
  kos.log(found)
  return null
}

function findDevice({ args, files }: Context, model: string): DeviceDescription | string {
  const [name] = args
  if (name === undefined) return 'there is no device without its name as the first argument'
  const bytes = files[machineFile]
  if (bytes === undefined) return `there is no declared file ${machineFile}`
  let devices: readonly DeviceDescription[]
  try {
    devices = readMachineFile(bytes)
  } catch (error) {
    return `the file ${machineFile}: ${error instanceof Error ? error.message : String(error)}`
  }
  const device = devices.find((each) => each.name === name)
  if (device === undefined) {
    const names = devices.map((each) => each.name).join(', ') || 'none'
    return `the machine has no device ${name}; it has: ${names}`
  }
  if (device.model === model) return device
  return `the device ${name} is a ${device.model}; this driver is for: ${model}`
}

function readDevice(value: unknown, where: string): DeviceDescription {
  const fields = fieldsOf(value, where)
  const memory = addressIn(fields['memory'], `${where}.memory`)
  const ports = addressIn(fields['ports'], `${where}.ports`)
  if (memory === null && ports === null)
    throw new SyntaxError(`${where} has neither memory nor ports`)
  const irqs = fields['irqs'] ?? []
  if (!Array.isArray(irqs) || !irqs.every((irq) => isIndex(irq, 0xffff)))
    throw new SyntaxError(`${where}.irqs must be a list of interrupt numbers`)
  const bdf = fields['bdf'] ?? null
  if (bdf !== null && !isIndex(bdf, 0xffff))
    throw new SyntaxError(`${where}.bdf must be a number from 0 to 65535, or null`)
  return {
    name: textIn(fields['name'], `${where}.name`),
    model: textIn(fields['model'], `${where}.model`),
    memory,
    ports,
    irqs,
    bdf,
  }
}

function fieldsOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new SyntaxError(`${where} must be an object`)
}

function textIn(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new SyntaxError(`${where} must be a text`)
}

function addressIn(value: unknown, where: string): number | null {
  if (value === undefined || value === null) return null
  const address = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (isIndex(address, Number.MAX_SAFE_INTEGER)) return address
  throw new SyntaxError(`${where} must be an address such as "0xfe001000", or null`)
}

function isIndex(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}
