// machine.yaml: the machine of a solution. Its RAM, its interrupt lines, and which device is where.
//
// What a model takes beside its place is in `device-models.ts`. Whether places are free is known by
// the machine itself: `machine-places.ts` asks it.

import { dirname, resolve } from 'node:path'
import { type Diagnostics, SourceFile, type Span } from '@kos/idl-compiler/text'
import { defaultIrqLines, type Placement } from '@kos/io-hw'
import type { Node } from 'yaml'
import {
  type DeviceModel,
  deviceModels,
  type DeviceSettings,
  type SettingName,
} from './device-models.ts'
import type { FolderFiles } from './folder-files.ts'
import { placeDevices } from './machine-places.ts'
import { nameHint } from './name-hint.ts'
import { type YamlField, YamlFile } from './yaml-file.ts'

/** A device that machine.yaml describes. */
export interface DescribedDevice {
  readonly name: string
  /** A key of `deviceModels`. */
  readonly model: string
  readonly placement: Placement
  readonly settings: DeviceSettings
}

/** A machine, described. */
export interface MachineDescription {
  /** The file, by its absolute path. */
  readonly path: string
  /** Bytes of RAM. */
  readonly memory: number
  readonly irqLines: number
  readonly devices: readonly DescribedDevice[]
}

/** A device, and where it is described. */
interface FoundDevice {
  readonly device: DescribedDevice
  readonly span: Span
}

type Fields = ReadonlyMap<string, YamlField>

const machineKeys = ['memory', 'irqLines', 'devices']
const placeKeys = ['name', 'model', 'memory', 'ports', 'irqs', 'bdf']

/** Reads a machine file; null if nothing can be made of it. */
export function readMachine(
  path: string,
  files: FolderFiles,
  diagnostics: Diagnostics,
): MachineDescription | null {
  const source = new SourceFile(files.shown(path), files.text(path) ?? '')
  const file = new YamlFile(source, diagnostics)
  const fields = file.isSound ? file.known(file.root, 'a machine', machineKeys) : null
  if (fields === null) return null
  const reader = new DeviceReader(file, dirname(path), files)
  const nodes = file.items(fields.get('devices')?.value ?? null, 'devices', 'dictionaries') ?? []
  const devices = nodes.map((node) => reader.read(node)).filter((each) => each !== null)
  const memory = fields.get('memory')
  const irqLines = fields.get('irqLines')
  const described = {
    path,
    memory: memory === undefined ? defaultMachineBytes : file.bytes(memory.value, 'memory'),
    irqLines: irqLines === undefined ? defaultIrqLines : file.whole(irqLines.value, 'irqLines'),
    devices: devices.map(({ device }) => device),
  }
  if (described.memory === null || described.irqLines === null) return null
  const machine = described as MachineDescription
  for (const [cable, ends] of cablesOf(devices)) {
    if (ends.length === 2) continue
    const message = `the cable ${cable} has ${ends.length === 1 ? 'one end' : 'more than two ends'}`
    file.error((ends.at(-1) as FoundDevice).span, message, 'bad-device')
  }
  const refused = placeDevices(machine)
  if (refused !== null) {
    const { span } = devices[refused.device] ?? { span: file.span(file.root) }
    file.error(span, refused.why, 'bad-device')
  }
  return machine
}

function cablesOf(devices: readonly FoundDevice[]): Map<string, FoundDevice[]> {
  const cables = new Map<string, FoundDevice[]>()
  for (const each of devices) {
    const { cable } = each.device.settings
    if (cable !== undefined) cables.set(cable, [...(cables.get(cable) ?? []), each])
  }
  return cables
}

/** Reads devices. */
class DeviceReader {
  readonly #file: YamlFile
  readonly #folder: string
  readonly #files: FolderFiles
  readonly #names: Set<string> = new Set()
  /** Each answers null, and an error, for what is no such setting. */
  readonly #readers: Readonly<Record<SettingName, (node: Node | null) => unknown>>

  constructor(file: YamlFile, folder: string, files: FolderFiles) {
    this.#file = file
    this.#folder = folder
    this.#files = files
    this.#readers = {
      file: (node) => this.#path(node),
      size: (node) => file.bytes(node, 'size'),
      readOnly: (node) => file.isTrue(node, 'readOnly'),
      latency: (node) => file.whole(node, 'latency'),
      input: (node) => file.anyText(node, 'input'),
      pins: (node) => this.#pins(node),
      mac: (node) => file.text(node, 'mac'),
      cable: (node) => file.text(node, 'cable'),
      udp: (node) => this.#udp(node),
    }
  }

  read(node: Node | null): FoundDevice | null {
    const file = this.#file
    const fields = file.fields(node, 'a device')
    if (fields === null) return null
    const name = this.#name(fields, node)
    const model = this.#model(fields, node)
    if (name === null || model === null) return null
    const { known, model: found } = model
    file.known(node, `a device of the model ${known}`, [...placeKeys, ...found.settings])
    const placement = this.#placement(fields, found, known, node)
    const settings = this.#settings(fields, found, node)
    if (placement === null || settings === null) return null
    return { device: { name, model: known, placement, settings }, span: this.#span(node) }
  }

  // The name of the device stands for all of it.
  #span(node: Node | null): Span {
    const name = this.#file.fields(node, 'a device')?.get('name')
    return this.#file.span(name?.value ?? node)
  }

  #name(fields: Fields, node: Node | null): string | null {
    const file = this.#file
    const field = this.#needed(fields, 'name', node)
    const name = field === null ? null : file.text(field.value, 'the name of a device')
    if (name === null || field === null) return null
    if (this.#names.has(name))
      file.error(file.span(field.value), `there are two devices ${name}`, 'bad-device')
    this.#names.add(name)
    return name
  }

  #model(fields: Fields, node: Node | null): { known: string; model: DeviceModel } | null {
    const file = this.#file
    const field = this.#needed(fields, 'model', node)
    const known = field === null ? null : file.text(field.value, 'the model of a device')
    if (known === null || field === null) return null
    if (Object.hasOwn(deviceModels, known))
      return { known, model: deviceModels[known] as DeviceModel }
    const hint = nameHint(known, Object.keys(deviceModels))
    file.error(file.span(field.value), `there is no model ${known}`, 'bad-device', hint)
    return null
  }

  #placement(
    fields: Fields,
    { places, irqs: irqCount, isBusMaster }: DeviceModel,
    model: string,
    node: Node | null,
  ): Placement | null {
    const file = this.#file
    const said = places.filter((place) => fields.has(place))
    const other = (['memory', 'ports'] as const).find(
      (place) => fields.has(place) && !places.includes(place),
    )
    if (said.length !== 1 || other !== undefined) {
      const where = places.join(' or ')
      file.error(this.#span(node), `a device of the model ${model} has ${where}`, 'bad-device')
      return null
    }
    const place = said[0] as 'memory' | 'ports'
    const at = file.whole(fields.get(place)?.value ?? null, place)
    const irqs = this.#irqs(fields, irqCount, model)
    const bdf = fields.get('bdf')
    if (isBusMaster && bdf === undefined) this.#needed(fields, 'bdf', node)
    if (!isBusMaster && bdf !== undefined)
      file.error(bdf.span, `a device of the model ${model} makes no DMA`, 'bad-device')
    const id = bdf === undefined ? undefined : this.#bdf(bdf.value)
    if (at === null || irqs === null || id === null || (isBusMaster && id === undefined))
      return null
    return { [place]: at, irqs, ...(id === undefined ? {} : { bdf: id }) }
  }

  #irqs(fields: Fields, count: number, model: string): number[] | null {
    const file = this.#file
    const field = fields.get('irqs')
    const nodes = file.items(field?.value ?? null, 'irqs', 'numbers')
    if (nodes === null) return null
    const irqs = nodes.map((node) => file.whole(node, 'an interrupt'))
    const known = irqs.filter((irq) => irq !== null)
    if (known.length < irqs.length) return null
    if (known.length <= count) return known
    const message = `a device of the model ${model} has ${count} interrupt${count === 1 ? '' : 's'}`
    file.error(file.span(field?.value ?? null), message, 'bad-device')
    return null
  }

  // As a number, or as people write them: bus:device.function, in hexadecimal.
  #bdf(node: Node | null): number | null {
    const file = this.#file
    if (file.isNumber(node)) return file.whole(node, 'bdf')
    const text = file.text(node, 'bdf')
    if (text === null) return null
    const [, bus, device, fn] = /^([\da-f]{1,2}):([\da-f]{1,2})\.([0-7])$/i.exec(text) ?? []
    const slot = Number.parseInt(device ?? '', 16)
    if (bus !== undefined && fn !== undefined && slot < 32)
      return (Number.parseInt(bus, 16) << 8) | (slot << 3) | Number(fn)
    file.error(file.span(node), `${text} is no id of a device`, 'bad-device', bdfHint)
    return null
  }

  #settings(fields: Fields, model: DeviceModel, node: Node | null): DeviceSettings | null {
    const settings: Record<string, unknown> = {}
    for (const name of model.settings) {
      const field = fields.get(name)
      const value = field === undefined ? undefined : this.#readers[name](field.value)
      if (value === null) return null
      if (value !== undefined) settings[name] = value
    }
    const { isNeeded, names } = model.oneOf ?? { isNeeded: false, names: [] }
    const said = names.filter((name) => fields.has(name)).length
    if (said === 1 || (said === 0 && !isNeeded)) return settings
    this.#file.error(this.#span(node), `a device has one of ${names.join(' and ')}`, 'bad-device')
    return null
  }

  #path(node: Node | null): string | null {
    const text = this.#file.text(node, 'file')
    if (text === null) return null
    const path = resolve(this.#folder, text)
    if (this.#files.has(path)) return path
    this.#file.error(this.#file.span(node), `there is no file ${text}`, 'missing-file')
    return null
  }

  #pins(node: Node | null): ReadonlyMap<number, boolean> | null {
    const file = this.#file
    const pins = new Map<number, boolean>()
    for (const { name, span, value } of file.fields(node, 'pins')?.values() ?? []) {
      const level = file.text(value, `pin ${name}`)
      if (!/^[0-7]$/.test(name))
        file.error(span, `there is no pin ${name}`, 'bad-device', 'there are 0 to 7')
      else if (level === 'high' || level === 'low') pins.set(Number(name), level === 'high')
      else if (level !== null)
        file.error(file.span(value), `a pin is high or low, not ${level}`, 'bad-device')
    }
    return pins
  }

  #udp(node: Node | null): DeviceSettings['udp'] | null {
    const file = this.#file
    const fields = file.known(node, 'udp', ['port', 'peer'])
    if (fields === null) return null
    const port = this.#needed(fields, 'port', node)
    const peer = this.#needed(fields, 'peer', node)
    if (port === null || peer === null) return null
    const one = file.whole(port.value, 'port')
    const other = file.whole(peer.value, 'peer')
    return one === null || other === null ? null : { port: one, peer: other }
  }

  #needed(fields: Fields, key: string, node: Node | null): YamlField | null {
    const field = fields.get(key)
    if (field === undefined)
      this.#file.error(this.#span(node), `${key} is missing here`, 'missing-key')
    return field ?? null
  }
}

const defaultMachineBytes = 2 ** 28
const bdfHint = 'write bus:device.function, as in 00:01.0'
