// Arguments that are likely to be right, by the name of their parameter, and how often a call is
// made: so that an attack gets beyond the first check. A call or a parameter that is not named here
// is drawn by its kind: an attack on a new service needs no line.

import {
  HANDLE_TYPE_BADGE,
  HANDLE_TYPE_DMA,
  HANDLE_TYPE_IOPORT,
  HANDLE_TYPE_IPC,
  HANDLE_TYPE_IPC_SYNC,
  HANDLE_TYPE_IRQ,
  HANDLE_TYPE_MDL,
  HANDLE_TYPE_MMIO,
  HANDLE_TYPE_NOTICE,
  HANDLE_TYPE_TASK,
} from '@kos/handles'
import { userType } from '../misbehaving.ts'
import { deviceBdf, irqs, portsAt, registersAt } from '../test-device.ts'
import { VMM_FLAG_ALIAS, VMM_FLAG_EXECUTE, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/libkos'
import { areaFlags } from './bystander.ts'
import type { Random } from './random.ts'

const times = [0, 1, 1, 5, 20, 100]
const sizes = [4096, 4096, 8192, 16_384, 65_536, 2 ** 20, 100]
const masks = [0xffff_ffff, 0xffff_ffff, 0x000f_ffff, 0x0001_0001, 0x0003_0007, 1, 2, 4, 8]
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const readWriteExecute = [VMM_FLAG_READ, readWrite, readWrite, readWrite | VMM_FLAG_EXECUTE, 0]
const protections = [areaFlags, areaFlags, ...readWriteExecute]

const plausible: Readonly<Record<string, readonly (number | string)[]>> = {
  msec: times,
  msecs: times,
  mdelay: times,
  timeout: times,
  size: sizes,
  stackSize: [0, 0, 4096, 65_536],
  addr: [0, 0, registersAt],
  hint: [0, 0, 2 ** 30],
  offset: [0, 0, 0, 4096],
  flags: [...protections, 0, 0],
  newFlags: protections,
  access: [1, 2, 4],
  requestArenaSize: [0, 0, 0, 8],
  responseArenaSize: [0, 0, 0, 8],
  threadId: [0, 0],
  riid: [0, 0, 0, 1],
  rsid: [0, 0, 0, 1],
  type: [userType, userType, userType + 1],
  rights: masks,
  newRightsMask: masks,
  evMask: [0xffff_ffff, 1, 2, 3, 0x10, 0x8000],
  evId: [1, 2, 3],
  eventId: [1, 2, 3],
  context: [0, 1, 2],
  priority: [15, 15, 0, 16, 31, 1],
  suspended: [0, 0, 0, 1],
  kind: [1, 7, 8, 9, 15, 16, 3],
  isOwned: [0, 1],
  rc: [0, 0, -1, -5],
  exitCode: [0, 1, -1],
  channelName: ['lights', 'peer', 'peer'],
  endpoint: ['lights', 'lights', 'beats'],
  interfaceName: ['demo.Lights'],
  server: ['H0', 'H1', 'H2', 'Server', 'ns', 'Bystander'],
  client: ['H0', 'H1', 'H2'],
  service: ['served', 'served', 'lights'],
  nsec: [0, 999_999_999],
  eiid: ['test.Idle', 'test.Idle', 'lights', 'event', 'peer', 'served'],
  path: ['', '', 'peer', 'lights'],
  name: ['', 'lights', 'N0', 'N1', 'H0', 'H1'],
  port: [portsAt, portsAt, portsAt + 4, 0xffff],
  order: [0, 0, 1, 3],
  length: [4096, 4096, 8192],
  prot: protections,
  attr: [VMM_FLAG_ALIAS, VMM_FLAG_ALIAS, 0],
  vmflags: protections,
  isPhysical: [0, 1],
  irq: irqs,
  bdf: [deviceBdf],
  isWrite: [0, 1],
}

/** A likely argument; undefined if nothing is known of the parameter. */
export function plausibleFor(param: string, random: Random): unknown {
  const values = plausible[param]
  return values === undefined ? undefined : random.of(values)
}

const types: readonly (readonly [RegExp, number])[] = [
  [/badge/i, HANDLE_TYPE_BADGE],
  [/\.notice$/, HANDLE_TYPE_NOTICE],
  [/\.syncHandle$/, HANDLE_TYPE_IPC_SYNC],
  [/^Mdl/, HANDLE_TYPE_MDL],
  [/^PermitPort/, HANDLE_TYPE_IOPORT],
  [/^MapMem/, HANDLE_TYPE_MMIO],
  [/^Dma/, HANDLE_TYPE_DMA],
  [/Irq\./, HANDLE_TYPE_IRQ],
  [/\.(entity|cl|sr)$/, HANDLE_TYPE_TASK],
  [/^GetCallable/, userType],
  [/^(Call|Recv|Reply|GetRiid|GetEndpoint)|\.(listener|ipcChannel)$/, HANDLE_TYPE_IPC],
]

/** The type of the object that a handle should lead to; undefined if any may do. */
export function likelyType(call: string, param: string): number | undefined {
  return types.find(([pattern]) => pattern.test(`${call}.${param}`))?.[1]
}

/** Calls that end threads, or take away what others need: one in so many is made. */
const seldom: Readonly<Record<string, number>> = {
  Close: 3,
  Revoke: 4,
  Release: 8,
  DropAndWake: 4,
  Unmap: 3,
  Sleep: 3,
  Exit: 12,
  Terminate: 4,
  Suspend: 4,
  Fault: 6,
  PortFault: 12,
  ServeObjects: 10,
  SwitchPoint: 2,
}

/** Whether a call that was drawn is made. */
export function isMade(name: string, random: Random): boolean {
  return random.oneIn(seldom[name] ?? 1)
}
