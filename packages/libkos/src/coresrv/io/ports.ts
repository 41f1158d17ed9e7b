// I/O ports: documented header `coresrv/io/ports.h`. Order: register ports, permit them, access
// them; KnIoClose (`io_api.ts`) gives back.
//
// An access is no system call: the process looks at its I/O permission bitmap, and calls the port
// bus (`@kos/io-hw/process`).

import { PortView } from '@kos/io-hw/process'
import { ioContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import { processIoPortsOf } from '../../runtime/process.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import { bufferCheck } from './buffer-check.ts'
import { type Permitted, permitting, type Registered, registering } from './resource-results.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/**
 * Functions for I/O ports on `kos`. Ports are numbers from 0 to 65535. An access to a port that the
 * process has no permission for ends the process, and its report names the port. Where no device
 * answers, reads give all ones and writes are lost.
 */
export interface PortsApi {
  /** Reads 8 bits of a port (topic `io_read_io_port`). */
  readonly IoReadIoPort8: (port: number) => number
  /** Reads 16 bits, of a port and the one behind it (topic `io_read_io_port`). */
  readonly IoReadIoPort16: (port: number) => number
  /** Reads 32 bits, of four ports (topic `io_read_io_port`). */
  readonly IoReadIoPort32: (port: number) => number
  /**
   * Reads 8 bits of one port `cnt` times, into the first elements of `dst` (topic
   * `io_read_io_port_buffer`). Reports misuse, and reads nothing, if `dst` has fewer.
   */
  readonly IoReadIoPortBuffer8: (port: number, dst: Uint8Array, cnt: number) => void
  /** As IoReadIoPortBuffer8, 16 bits at a time. */
  readonly IoReadIoPortBuffer16: (port: number, dst: Uint16Array, cnt: number) => void
  /** As IoReadIoPortBuffer8, 32 bits at a time. */
  readonly IoReadIoPortBuffer32: (port: number, dst: Uint32Array, cnt: number) => void
  /** Writes the low 8 bits of `data` to a port (topic `io_write_io_port`). */
  readonly IoWriteIoPort8: (port: number, data: number) => void
  /** Writes the low 16 bits, to a port and the one behind it (topic `io_write_io_port`). */
  readonly IoWriteIoPort16: (port: number, data: number) => void
  /** Writes the low 32 bits, to four ports (topic `io_write_io_port`). */
  readonly IoWriteIoPort32: (port: number, data: number) => void
  /**
   * Writes the first `cnt` elements of `src` to one port, one after the other (topic
   * `io_write_io_port_buffer`). Reports misuse, and writes nothing, if `src` has fewer.
   */
  readonly IoWriteIoPortBuffer8: (port: number, src: Uint8Array, cnt: number) => void
  /** As IoWriteIoPortBuffer8, 16 bits at a time. */
  readonly IoWriteIoPortBuffer16: (port: number, src: Uint16Array, cnt: number) => void
  /** As IoWriteIoPortBuffer8, 32 bits at a time. */
  readonly IoWriteIoPortBuffer32: (port: number, src: Uint32Array, cnt: number) => void
  /**
   * Registers a port of 8 bits (topic `kn_register_port`). `rid` can be transferred and revoked; it
   * allows no access yet (KnIoPermitPort). The port is free again when the last handle of it and
   * the last permission are closed.
   *
   * rcInvalidArgument: there is no such port; rcAlreadyExists: it is registered; rcOutOfMemory,
   * rcQuotaExceeded: no handle is left.
   */
  readonly KnRegisterPort8: (port: number) => Registered
  /** As KnRegisterPort8, of 16 bits: two ports. */
  readonly KnRegisterPort16: (port: number) => Registered
  /** As KnRegisterPort8, of 32 bits: four ports. */
  readonly KnRegisterPort32: (port: number) => Registered
  /**
   * Registers `size` ports from `port` on (topic `kn_register_ports`).
   *
   * rcInvalidArgument: not all of them exist; rcAlreadyExists: one of them is registered;
   * rcOutOfMemory, rcQuotaExceeded: no handle is left.
   */
  readonly KnRegisterPorts: (port: number, size: number) => Registered
  /**
   * Lets this process access registered ports (topic `kn_io_permit_port`), until `handle` is
   * closed, or KnHandleRevoke reaches `rid` through a handle above it. `handle` can be neither
   * transferred nor copied.
   *
   * rcInvalidArgument: `rid` is no handle of ports; rcNoCapability: it lacks OCAP_IO_READ or
   * OCAP_IO_WRITE; rcHandleRevoked; rcOutOfMemory, rcQuotaExceeded: no handle is left.
   */
  readonly KnIoPermitPort: (rid: Handle) => Permitted
}

/** The ports as a thread sees them. Throws TypeError if the kernel has no io service. */
function portsOf(sys: Sys): PortView {
  const ports = processIoPortsOf(sys.process)
  if (ports === null) throw new TypeError('this kernel has no devices; add io() to services')
  const fault = sys.call(calls.PortFault)
  return new PortView(ports.permits, ports.bus, (port, size, direction) => {
    // What is no port is none that exists.
    const isNumber = Number.isSafeInteger(port) && port >= 0
    fault(isNumber ? port : Number.MAX_SAFE_INTEGER, size, direction === 'write' ? 1 : 0)
    // The process has ended; the report of its end has the reason.
    throw new RangeError(`port ${String(port)}: no permission to ${direction} ${size * 8} bits`)
  })
}

/** The program half of I/O ports. */
export const portsLibrary: Library<PortsApi> = /* @__PURE__ */ Object.freeze({
  IoReadIoPort8: (sys) => {
    const ports = portsOf(sys)
    return (port) => ports.read8(port)
  },
  IoReadIoPort16: (sys) => {
    const ports = portsOf(sys)
    return (port) => ports.read16(port)
  },
  IoReadIoPort32: (sys) => {
    const ports = portsOf(sys)
    return (port) => ports.read32(port)
  },
  IoReadIoPortBuffer8: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoReadIoPortBuffer8', Uint8Array)
    return (port, dst, cnt) => {
      if (fits(dst, cnt)) ports.readBuffer8(port, dst, cnt)
    }
  },
  IoReadIoPortBuffer16: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoReadIoPortBuffer16', Uint16Array)
    return (port, dst, cnt) => {
      if (fits(dst, cnt)) ports.readBuffer16(port, dst, cnt)
    }
  },
  IoReadIoPortBuffer32: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoReadIoPortBuffer32', Uint32Array)
    return (port, dst, cnt) => {
      if (fits(dst, cnt)) ports.readBuffer32(port, dst, cnt)
    }
  },
  IoWriteIoPort8: (sys) => {
    const ports = portsOf(sys)
    return (port, data) => ports.write8(port, data)
  },
  IoWriteIoPort16: (sys) => {
    const ports = portsOf(sys)
    return (port, data) => ports.write16(port, data)
  },
  IoWriteIoPort32: (sys) => {
    const ports = portsOf(sys)
    return (port, data) => ports.write32(port, data)
  },
  IoWriteIoPortBuffer8: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoWriteIoPortBuffer8', Uint8Array)
    return (port, src, cnt) => {
      if (fits(src, cnt)) ports.writeBuffer8(port, src, cnt)
    }
  },
  IoWriteIoPortBuffer16: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoWriteIoPortBuffer16', Uint16Array)
    return (port, src, cnt) => {
      if (fits(src, cnt)) ports.writeBuffer16(port, src, cnt)
    }
  },
  IoWriteIoPortBuffer32: (sys) => {
    const ports = portsOf(sys)
    const fits = bufferCheck(sys, 'IoWriteIoPortBuffer32', Uint32Array)
    return (port, src, cnt) => {
      if (fits(src, cnt)) ports.writeBuffer32(port, src, cnt)
    }
  },
  KnRegisterPort8: (sys) => portRegistering(sys, 1),
  KnRegisterPort16: (sys) => portRegistering(sys, 2),
  KnRegisterPort32: (sys) => portRegistering(sys, 4),
  KnRegisterPorts: (sys) => registering(sys, calls.RegisterPorts),
  KnIoPermitPort: (sys) => permitting(sys, calls.PermitPort),
})

function portRegistering(sys: Sys, size: number): (port: number) => Registered {
  const register = registering(sys, calls.RegisterPorts)
  return (port) => register(port, size)
}
