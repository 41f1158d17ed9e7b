// What machine.yaml says of a device beside its place: the settings of its model.

import { resolve } from 'node:path'
import type { UdpLinkOptions } from '@kos/io-hw/node'
import { SECTOR_BYTES } from '@kos/io-hw/models'
import { nearest, type Span } from '@kos/idl-compiler/text'
import type { Node } from 'yaml'
import type { FolderFiles } from './folder-files.ts'
import type { YamlField, YamlFile } from './yaml-file.ts'

/** What is said of a device beside its place. What is left out is undefined. */
export interface DeviceSettings {
  /** A file of the host, by its absolute path, which is read and written. */
  readonly file?: string
  /** Files of the host, by their absolute paths, of which a disk holds an archive. */
  readonly archive?: readonly string[]
  /** Bytes. */
  readonly size?: number
  readonly readOnly?: boolean
  /** Milliseconds. */
  readonly latency?: number
  /** What its line receives, once the driver is ready to receive (RTS). */
  readonly input?: string
  /** What drives the pins from outside: true is high. */
  readonly pins?: ReadonlyMap<number, boolean>
  readonly mac?: string
  /** The name of a cable, which two devices of the machine have. */
  readonly cable?: string
  readonly udp?: UdpLinkOptions
}

/** A key of a device that says such a thing. */
export type SettingName = keyof DeviceSettings

type Fields = ReadonlyMap<string, YamlField>

const maxPort = 65_535

/** Reads the settings of devices of one file. */
export class SettingsReader {
  readonly #file: YamlFile
  readonly #folder: string
  readonly #files: FolderFiles
  /** Each answers null, and an error, for what is no such setting. */
  readonly #readers: {
    readonly [K in SettingName]: (node: Node | null) => DeviceSettings[K] | null
  }

  /** Paths are from `folder`. */
  constructor(file: YamlFile, folder: string, files: FolderFiles) {
    this.#file = file
    this.#folder = folder
    this.#files = files
    this.#readers = {
      file: (node) => this.#disk(node),
      archive: (node) => this.#paths(node),
      size: (node) => this.#size(node),
      readOnly: (node) => file.isTrue(node, 'readOnly'),
      latency: (node) => file.whole(node, 'latency'),
      input: (node) => file.anyText(node, 'input'),
      pins: (node) => this.#pins(node),
      mac: (node) => this.#mac(node),
      cable: (node) => file.text(node, 'cable'),
      udp: (node) => this.#udp(node),
    }
  }

  /** The settings of these names; null, and errors, if one is none. */
  read(fields: Fields, names: readonly SettingName[]): DeviceSettings | null {
    const found = names
      .filter((name) => fields.has(name))
      .map((name) => [name, this.#readers[name](fields.get(name)?.value ?? null)] as const)
    return found.some(([, value]) => value === null) ? null : Object.fromEntries(found)
  }

  /** Whether the file at a path is of whole sectors, as a disk is; an error if it is not. */
  isDisk(path: string, span: Span): boolean {
    const bytes = this.#files.size(path)
    if (bytes % SECTOR_BYTES === 0) return true
    const shown = this.#files.shown(path)
    const padded = Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES
    const message = `${shown} has ${bytes} bytes: a disk has whole sectors of ${SECTOR_BYTES}`
    this.#file.error(span, message, 'bad-device', `pad it: truncate -s ${padded} ${shown}`)
    return false
  }

  #disk(node: Node | null): string | null {
    const path = this.#path(node, 'file')
    return path === null || this.isDisk(path, this.#file.span(node)) ? path : null
  }

  #path(node: Node | null, what: string): string | null {
    const text = this.#file.text(node, what)
    if (text === null) return null
    const path = resolve(this.#folder, text)
    if (this.#files.has(path)) return path
    this.#file.error(this.#file.span(node), `there is no file ${text}`, 'missing-file')
    return null
  }

  #paths(node: Node | null): readonly string[] | null {
    const nodes = this.#file.items(node, 'archive', 'files')
    const paths = nodes?.map((each) => this.#path(each, 'a file of an archive')) ?? null
    return paths?.every((path) => path !== null) === true ? paths : null
  }

  #size(node: Node | null): number | null {
    const size = this.#file.bytes(node, 'size')
    if (size === null || (size > 0 && size % SECTOR_BYTES === 0)) return size
    return this.#refuse(node, `a disk has whole sectors of ${SECTOR_BYTES} bytes`)
  }

  #pins(node: Node | null): ReadonlyMap<number, boolean> | null {
    const file = this.#file
    const fields = file.fields(node, 'pins')
    if (fields === null) return null
    const pins = new Map<number, boolean>()
    for (const { name, span, value } of fields.values()) {
      const level = file.written(value)
      if (!/^[0-7]$/.test(name))
        file.error(span, `there is no pin ${name}`, 'bad-device', 'there are 0 to 7')
      else if (level === 'high' || level === 'low') pins.set(Number(name), level === 'high')
      else this.#refuseLevel(value ?? node, level)
    }
    return pins
  }

  #refuseLevel(node: Node | null, level: string | null): void {
    const message = `a pin is high or low${level === null ? '' : `, not ${level}`}`
    const meant = nearest(level ?? '', ['high', 'low'])
    this.#refuse(node, message, meant === null ? undefined : `did you mean ${meant}?`)
  }

  // The first byte of an address of a group is odd.
  #mac(node: Node | null): string | null {
    const mac = this.#file.text(node, 'mac')
    if (mac === null || /^[\da-f][02468ace](:[\da-f]{2}){5}$/i.test(mac)) return mac
    return this.#refuse(node, `${mac} is no address of a network card`, 'as in 02:00:00:00:00:01')
  }

  #udp(node: Node | null): UdpLinkOptions | null {
    const fields = this.#file.known(node, 'udp', ['port', 'peer'])
    if (fields === null) return null
    const port = this.#port(fields, 'port', node)
    const peer = this.#port(fields, 'peer', node)
    return port === null || peer === null ? null : { port, peer }
  }

  // Port 0 is any that is free, which no peer can be.
  #port(fields: Fields, key: 'port' | 'peer', node: Node | null): number | null {
    const field = fields.get(key)
    if (field === undefined) {
      this.#file.error(this.#file.span(node), `${key} is missing here`, 'missing-key')
      return null
    }
    const port = this.#file.whole(field.value, key)
    if (port === null || (port <= maxPort && (port > 0 || key === 'port'))) return port
    return this.#refuse(field.value, `${port} is no UDP port`)
  }

  #refuse(node: Node | null, message: string, hint?: string): null {
    this.#file.error(this.#file.span(node), message, 'bad-device', hint)
    return null
  }
}
