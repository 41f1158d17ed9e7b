// Device I/O, for programs: ports, memory of devices, DMA buffers, interrupts. The machine and its
// resource manager are in `@kos/io-hw`; what is decided here is whose they are by handles, who is
// told of an interrupt, and that an access without permission ends the process.
//
// Accesses to ports and registers are no system calls: what a process reads for them is the memory
// service's (`ProcessMemory`), and its I/O permission bitmap (`portsOf`).

import { type IoClient, physicalMap, type PhysicalMapRow, type Registrations } from '@kos/io-hw'
import type { IoApi } from '@kos/libkos'
import { ioContract, type ProcessIoPorts } from '@kos/libkos/abi'
import { ioLibrary } from '@kos/libkos/libraries'
import { rcHandleRevoked, rcInvalidArgument } from '@kos/retcode'
import type { DeviceRegisters } from '@kos/vmm'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'
import { IoCore, type IoOptions, type StrayDmaListener } from './io-core.ts'
import { dmaHandlers } from './io-dma.ts'
import { HandledUse, RegisteredResource } from './io-handles.ts'
import { IrqThreads } from './io-irq.ts'
import { portHandlers } from './io-ports.ts'
import { registerHandlers } from './io-registers.ts'
import { IrqWait } from './irq-wait.ts'
import type { Receivable } from './ipc-handles.ts'

/** What processes have of a machine, as plain data. */
export interface IoInspection extends Registrations {
  /** Physical memory, from the lowest address up: `describePhysicalMap` makes a table of it. */
  readonly map: readonly PhysicalMapRow[]
}

/** What the io service provides. */
export interface IoProvides {
  /** The registers behind device pages. */
  readonly registers: DeviceRegisters
  /** Ports as a process that lives accesses them. */
  portsOf(task: Task): ProcessIoPorts
  /** The interrupt that what a handle leads to is; undefined if it is none. */
  interruptOf(value: unknown): Receivable | undefined
  /** Whether a thread is attached to an interrupt. */
  isAttached(thread: TaskThread): boolean
  /** What a process that lives has of the machine: for services about other parts of it. */
  clientOf(task: Task): IoClient
  /** A process ends: its devices reach no memory any more. */
  cutOff(task: Task): void
  /** The kernel is over: devices tick no more. */
  powerOff(): void
  /** For reports. */
  inspect(): IoInspection
}

/** Device I/O on a machine; without options on one without devices. */
export function io(
  options: IoOptions = {},
  onStrayDma?: StrayDmaListener,
): Service<'io', IoApi, Needed<'handles' | 'memory'>, IoProvides> {
  return defineService({
    name: 'io',
    needs: ['handles', 'memory'],
    contract: ioContract,
    library: ioLibrary,
    start(kernel, { memory }) {
      const core = new IoCore(kernel, memory, options, onStrayDma)
      const { machine, resources } = core
      const irqThreads = new IrqThreads(core)
      return {
        provides: {
          registers: machine.bus,
          portsOf: (task) => ({ permits: core.clientOf(task).permits, bus: machine.ports }),
          interruptOf: (value) => (value instanceof IrqWait ? value : undefined),
          isAttached: (thread) => irqThreads.isAttached(thread),
          clientOf: (task) => core.clientOf(task),
          cutOff: (task) => core.cutOff(task),
          powerOff: () => machine.powerOff(),
          inspect: () => ({
            ...resources.registrations(),
            map: physicalMap(machine, resources),
          }),
        },
        handlers: {
          ...portHandlers(core),
          ...registerHandlers(core),
          ...dmaHandlers(core),
          ...irqThreads.handlers(),
          Close({ task: { space } }, rid) {
            const node = space.check(rid, 0)
            const isOwn =
              node === rcHandleRevoked || (node > 0 && isOfIo(kernel.handles.objectOf(node).value))
            return isOwn ? space.close(rid) : rcInvalidArgument
          },
        },
        // What they were about to do, nobody waits for.
        counts() {
          const { ports, memory: windows, irqs, buffers, uses, clients, devices } = resources.counts
          return {
            registeredPorts: ports,
            registeredMemory: windows,
            registeredIrqs: irqs,
            dmaBuffers: buffers,
            ioUses: uses,
            ioClients: clients,
            attachedDevices: devices,
            irqThreads: irqThreads.count,
          }
        },
      }
    },
  })
}

function isOfIo(value: unknown): boolean {
  return (
    value instanceof RegisteredResource || value instanceof HandledUse || value instanceof IrqWait
  )
}
