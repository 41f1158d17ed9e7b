// I/O ports: registration, permission, and the end of a process that accesses others.

import { HANDLE_TYPE_IOPORT, OCAP_IO_READ, OCAP_IO_WRITE } from '@kos/handles'
import { portCount } from '@kos/io-hw'
import type { ioContract } from '@kos/libkos/abi'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import type { Handlers } from '../service.ts'
import { endByFault } from './access-fault.ts'
import type { IoCore } from './io-core.ts'
import { createResourceHandle, createUseHandle, resourceOf } from './io-handles.ts'
import { returnHandle } from './returns.ts'

/** The system calls of ports. */
export function portHandlers(
  io: IoCore,
): Pick<Handlers<typeof ioContract>, 'RegisterPorts' | 'PermitPort' | 'PortFault'> {
  const { kernel } = io
  return {
    RegisterPorts(thread, port, size) {
      const { task } = thread
      const range = io.clientOf(task).registerPorts(port, size)
      return returnHandle(thread, createResourceHandle(task, HANDLE_TYPE_IOPORT, range))
    },
    PermitPort(thread, rid) {
      const { task } = thread
      const range = resourceOf(kernel, task, rid, HANDLE_TYPE_IOPORT)
      if (typeof range === 'number') return range
      const node = task.space.check(rid, OCAP_IO_READ | OCAP_IO_WRITE)
      if (node < 0) return node
      const permission = io.clientOf(task).permit(range)
      return returnHandle(thread, createUseHandle(kernel, task, node, permission))
    },
    PortFault(thread, port, size, isWrite) {
      if ((size !== 1 && size !== 2 && size !== 4) || isWrite > 1) return rcInvalidArgument
      const exists = port + size <= portCount
      if (exists && io.clientOf(thread.task).permits.allows(port, size)) return rcOk
      return endByFault(
        kernel,
        thread,
        `port 0x${port.toString(16)}: ${size * 8}-bit ${isWrite === 1 ? 'write' : 'read'} ` +
          'without permission (KnIoPermitPort)',
      )
    },
  }
}
