// machine.yaml: the machine of a solution. Its RAM, its interrupt lines, and which device is where.
//
// A device is read by `device-reader.ts`. Whether places are free is known by the machine itself:
// `machine-places.ts` asks it.

import { dirname } from 'node:path'
import { type Diagnostics, SourceFile } from '@kos/idl-compiler/text'
import { defaultIrqLines } from '@kos/io-hw'
import { type DescribedDevice, DeviceReader, type FoundDevice } from './device-reader.ts'
import type { FolderFiles } from './folder-files.ts'
import { defaultMachineBytes } from './limits.ts'
import { refusedPlaces } from './machine-places.ts'
import { YamlFile } from './yaml-file.ts'

/** A machine, described. */
export interface MachineDescription {
  /** The file, by its absolute path. */
  readonly path: string
  /** Bytes of RAM. */
  readonly memory: number
  readonly irqLines: number
  readonly devices: readonly DescribedDevice[]
}

const machineKeys = ['memory', 'irqLines', 'devices']

/**
 * Reads a machine file; null if nothing can be made of it. `disks` are files that disks are given in
 * place of their own: absolute paths, by the names of the disks.
 */
export function readMachine(
  path: string,
  files: FolderFiles,
  disks: ReadonlyMap<string, string>,
  diagnostics: Diagnostics,
): MachineDescription | null {
  const source = new SourceFile(files.shown(path), files.text(path) ?? '')
  const file = new YamlFile(source, diagnostics)
  const fields = file.isSound ? file.known(file.root, 'a machine', machineKeys) : null
  if (fields === null) return null
  const reader = new DeviceReader(file, dirname(path), files, disks)
  const nodes = file.items(fields.get('devices')?.value ?? null, 'devices', 'dictionaries') ?? []
  const devices = nodes.map((node) => reader.read(node)).filter((each) => each !== null)
  checkCables(devices, file)
  const said = { memory: fields.get('memory'), irqLines: fields.get('irqLines') }
  const memory = said.memory ? file.bytes(said.memory.value, 'memory') : defaultMachineBytes
  const irqLines = said.irqLines ? file.whole(said.irqLines.value, 'irqLines') : defaultIrqLines
  if (memory === null || irqLines === null) return null
  const machine = { path, memory, irqLines, devices: devices.map(({ device }) => device) }
  for (const { at, why, hint } of refusedPlaces(machine)) {
    const span =
      typeof at === 'string'
        ? file.span(said[at]?.value ?? file.root)
        : (devices[at.device] as FoundDevice).spanOf(at.part, at.index)
    file.error(span, why, 'bad-device', hint)
  }
  return machine
}

/** The files of the host that a machine is made of; not those that its devices write. */
export function inputsOfMachine({ devices }: MachineDescription): readonly string[] {
  return devices.flatMap(({ settings: { file, archive = [], readOnly = false } }) =>
    file !== undefined && readOnly ? [file] : archive,
  )
}

function checkCables(devices: readonly FoundDevice[], file: YamlFile): void {
  const cables = new Map<string, FoundDevice[]>()
  for (const each of devices) {
    const { cable } = each.device.settings
    if (cable !== undefined) cables.set(cable, [...(cables.get(cable) ?? []), each])
  }
  for (const [cable, ends] of cables) {
    if (ends.length === 2) continue
    const message = `the cable ${cable} has ${ends.length === 1 ? 'one end' : 'more than two ends'}`
    file.error((ends.at(-1) as FoundDevice).span, message, 'bad-device')
  }
}
