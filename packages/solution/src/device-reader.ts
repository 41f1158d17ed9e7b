// Reads a device of machine.yaml: its name, its model, and its place, which the model asks for.
// Settings are in `device-settings.ts`.

import type { Span } from '@kos/idl-compiler/text'
import type { Placement } from '@kos/io-hw'
import type { Node } from 'yaml'
import { type DeviceModel, deviceModels } from './device-models.ts'
import { type DeviceSettings, SettingsReader } from './device-settings.ts'
import type { FolderFiles } from './folder-files.ts'
import { nameHint } from './name-hint.ts'
import type { YamlField, YamlFile } from './yaml-file.ts'

/** A device that machine.yaml describes. */
export interface DescribedDevice {
  readonly name: string
  /** A key of `deviceModels`. */
  readonly model: string
  readonly placement: Placement
  readonly settings: DeviceSettings
}

/** A device, and where it is described. */
export interface FoundDevice {
  readonly device: DescribedDevice
  /** That of its name. */
  readonly span: Span
  /** Where a part of its place is written; of its interrupts that of one index. */
  spanOf(part: PlacePart, index: number): Span
}

/** A part of the place of a device. */
export type PlacePart = 'memory' | 'ports' | 'irqs' | 'bdf'

type Fields = ReadonlyMap<string, YamlField>

/** The keys of a device of any model, in the order of the reference in README.md. */
export const placeKeys: readonly string[] = ['name', 'model', 'ports', 'memory', 'irqs', 'bdf']
const bdfHint = 'write bus:device.function, as in 00:01.0'

/** Reads the devices of one file. */
export class DeviceReader {
  readonly #file: YamlFile
  readonly #settings: SettingsReader
  readonly #disks: ReadonlyMap<string, string>
  readonly #names: Set<string> = new Set()

  /** `disks` are files that disks are given in place of their own, by the names of these. */
  constructor(
    file: YamlFile,
    folder: string,
    files: FolderFiles,
    disks: ReadonlyMap<string, string>,
  ) {
    this.#file = file
    this.#settings = new SettingsReader(file, folder, files)
    this.#disks = disks
  }

  /** Null, and errors, if it is none. */
  read(node: Node | null): FoundDevice | null {
    const fields = this.#file.fields(node, 'a device')
    if (fields === null) return null
    const name = this.#name(fields, node)
    const model = this.#model(fields, node)
    if (name === null || model === null) return null
    const { known, model: found } = model
    this.#file.known(node, `a device of the model ${known}`, [...placeKeys, ...found.settings])
    const placement = this.#placement(fields, found, known, node)
    const settings = this.#settingsOf(fields, found, this.#disks.get(name), node)
    if (placement === null || settings === null) return null
    const spanOf = (part: PlacePart, index: number): Span => {
      const value = fields.get(part)?.value ?? null
      return this.#file.span(part === 'irqs' ? (this.#irqNodes(value)?.[index] ?? value) : value)
    }
    return { device: { name, model: known, placement, settings }, span: this.#span(node), spanOf }
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
    const place = this.#place(fields, places, model, node)
    const at = place === null ? null : file.whole(fields.get(place)?.value ?? null, place)
    const irqs = this.#irqs(fields, irqCount, model)
    const bdf = fields.get('bdf')
    if (!isBusMaster && bdf !== undefined)
      file.error(bdf.span, `a device of the model ${model} makes no DMA`, 'bad-device')
    const id = isBusMaster ? this.#bdf(this.#needed(fields, 'bdf', node, model)) : undefined
    if (place === null || at === null || irqs === null || id === null) return null
    return { [place]: at, irqs, ...(id === undefined ? {} : { bdf: id }) }
  }

  // On which bus it is.
  #place(
    fields: Fields,
    places: DeviceModel['places'],
    model: string,
    node: Node | null,
  ): 'memory' | 'ports' | null {
    const file = this.#file
    const said = (['memory', 'ports'] as const).filter((place) => fields.has(place))
    const where = places.join(' or ')
    const wrong = said.find((place) => !places.includes(place))
    if (wrong !== undefined) {
      const hint = said.length === 1 ? `write ${where}` : undefined
      const { span } = fields.get(wrong) as YamlField
      file.error(span, `a ${model} has no ${wrong}`, 'bad-device', hint)
      return null
    }
    if (said.length > 1) {
      const { span } = fields.get('ports') as YamlField
      file.error(span, `a ${model} has memory or ports, not both`, 'bad-device')
      return null
    }
    const [place] = said
    if (place !== undefined) return place
    const needs = places.length === 1 ? 'it' : 'one'
    const message = `${where} is missing: a ${model} needs ${needs}`
    file.error(this.#span(node), message, 'missing-key')
    return null
  }

  #irqs(fields: Fields, count: number, model: string): number[] | null {
    const file = this.#file
    const field = fields.get('irqs')
    const nodes = this.#irqNodes(field?.value ?? null)
    if (nodes === null) return null
    const irqs = nodes.map((node) => file.whole(node, 'an interrupt'))
    const known = irqs.filter((irq) => irq !== null)
    if (known.length < irqs.length) return null
    if (known.length <= count) return known
    const message = `a device of the model ${model} has ${count} interrupt${count === 1 ? '' : 's'}`
    file.error(file.span(field?.value ?? null), message, 'bad-device')
    return null
  }

  #irqNodes(value: Node | null): readonly (Node | null)[] | null {
    const irq = this.#file.number(value)
    return this.#file.items(
      value,
      'irqs',
      'numbers',
      irq === null || !Number.isInteger(irq) ? undefined : `write [${irq}]`,
    )
  }

  // As a number, or as people write them: bus:device.function, in hexadecimal.
  #bdf(field: YamlField | null): number | null {
    if (field === null) return null
    const file = this.#file
    const { value: node } = field
    if (file.number(node) !== null) return file.whole(node, 'bdf')
    const text = file.text(node, 'bdf')
    if (text === null) return null
    const [, bus, device, fn] = /^([\da-f]{1,2}):([\da-f]{1,2})\.([0-7])$/i.exec(text) ?? []
    const slot = Number.parseInt(device ?? '', 16)
    if (bus !== undefined && fn !== undefined && slot < 32)
      return (Number.parseInt(bus, 16) << 8) | (slot << 3) | Number(fn)
    file.error(file.span(node), `${text} is no id of a device`, 'bad-device', bdfHint)
    return null
  }

  #settingsOf(
    fields: Fields,
    { settings, oneOf }: DeviceModel,
    disk: string | undefined,
    node: Node | null,
  ): DeviceSettings | null {
    const { of, isNeeded, names } = oneOf ?? { of: '', isNeeded: false, names: [] }
    const said = names.filter((name) => fields.has(name))
    const all = `one of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
    if (said.length === 0 && isNeeded) {
      this.#file.error(this.#span(node), `${all} is missing`, 'missing-key')
      return null
    }
    if (said.length > 1) {
      const { span } = fields.get(said[1] as string) as YamlField
      const rest = names.length === 2 ? 'both' : 'several'
      this.#file.error(span, `${of} has ${all}, not ${rest}`, 'bad-device')
      return null
    }
    if (disk === undefined || !settings.includes('file'))
      return this.#settings.read(fields, settings)
    if (said[0] !== 'archive' && !this.#settings.isDisk(disk, this.#span(node))) return null
    // An archive of another file is an archive.
    const own = said[0] === 'archive' ? { archive: [disk] } : { file: disk }
    const others = this.#settings.read(
      fields,
      settings.filter((name) => !names.includes(name)),
    )
    return others === null ? null : { ...others, ...own }
  }

  #needed(fields: Fields, key: string, node: Node | null, model?: string): YamlField | null {
    const field = fields.get(key)
    if (field !== undefined) return field
    const why = model === undefined ? ' here' : `: a ${model} needs it`
    this.#file.error(this.#span(node), `${key} is missing${why}`, 'missing-key')
    return null
  }
}
