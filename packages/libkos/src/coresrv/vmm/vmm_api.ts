// Memory of a process: documented header `coresrv/vmm/vmm_api.h`, and shared buffers (MDL) of later
// versions. Address spaces are in `@kos/vmm`; the flags are `vmm/flags.h`.
//
// Addresses are numbers. Memory is read and written through `kos.memory`, which walks the page
// table itself, and enters the kernel only for a page that has no frame yet.

import { type Result, type Retcode, rcOk } from '@kos/retcode'
import { type Access, FaultReason, MemoryView } from '@kos/vmm/process'
import { memoryContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import { processMemoryOf } from '../../runtime/process.ts'
import type { Library, Sys } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(memoryContract)

/**
 * Functions for memory on `kos`. Sizes are bytes and, like addresses, multiples of 4096; RTL_NULL
 * is 0.
 */
export interface VmmApi {
  /**
   * The memory of this process: `load32(address)`, `store32(address, value)`, copies, strings. An
   * access that is not allowed, because nothing is allocated there, a page is not committed, its
   * protection forbids it, it is a guard page, its shared buffer was revoked, or no memory is left,
   * ends the process.
   */
  readonly memory: MemoryView
  /**
   * Reserves memory at `addr`, or anywhere if that is 0, and with VMM_FLAG_COMMIT commits it, too
   * (topic `kn_vm_allocate`). What is committed is charged to this process at once. Each page gets
   * its frame when it is first touched, which never fails for lack of memory; with VMM_FLAG_LOCKED
   * at once.
   *
   * The address; RTL_NULL: no whole pages, something is there already, VMM_FLAG_RESERVE is missing,
   * a protection that is not one of READ, READ|WRITE, READ|EXECUTE and all three, no memory, no
   * quota.
   */
  readonly KnVmAllocate: (addr: number, size: number, flags: number) => number
  /**
   * Gives reserved pages their frames, which are charged to this process (topic `kn_vm_commit`).
   * `flags` is not used: pass VMM_FLAG_LOCKED.
   *
   * rcOk; rcInvalidArgument: no whole pages, or one that is free or a guard; rcOutOfMemory;
   * rcQuotaExceeded.
   */
  readonly KnVmCommit: (addr: number, size: number, flags: number) => Retcode
  /**
   * Takes the frames of pages away again: they are reserved (topic `kn_vm_decommit`). rcOk;
   * rcInvalidArgument; rcInvalidOperation: a shared buffer.
   */
  readonly KnVmDecommit: (addr: number, size: number) => Retcode
  /**
   * Changes the protection of pages (topic `kn_vm_protect`): READ, READ|WRITE, READ|EXECUTE or all
   * three.
   *
   * rcOk; rcInvalidArgument; rcSecurityDisallow: more than a shared buffer allows; rcQuotaExceeded.
   */
  readonly KnVmProtect: (addr: number, size: number, newFlags: number) => Retcode
  /** Frees pages (topic `kn_vm_unmap`). rcOk; rcInvalidArgument; rcQuotaExceeded. */
  readonly KnVmUnmap: (addr: number, size: number) => Retcode
  /**
   * Creates a shared buffer of `size` bytes, at once with all frames, zeroed, charged to this
   * process. `flags` is the protection that mappings may have at most, and may have a caching. The
   * handle can be transferred; the buffer ends with the last handle and the last mapping.
   *
   * rcInvalidArgument; rcOutOfMemory; rcQuotaExceeded.
   */
  readonly KnPmmMdlCreate: (size: number, flags: number) => Result<{ readonly handle: Handle }>
  /**
   * Maps `size` bytes of a shared buffer from `offset` on, at `hint` if that is free. `flags` is
   * the protection, and may have guard pages. `handle` needs OCAP_MDL_READ to read, OCAP_MDL_WRITE
   * to write, OCAP_MDL_EXECUTE to execute; KnVmProtect gives no more later. When `handle` is
   * revoked, or one above it, the next access ends the process.
   *
   * rcInvalidArgument: no buffer, not in it, no whole pages; rcSecurityDisallow: more than the
   * buffer allows; rcNoCapability: more than `handle` allows; rcOutOfMemory; rcQuotaExceeded;
   * rcHandleRevoked.
   */
  readonly KnPmmMdlMap: (
    handle: Handle,
    offset: number,
    size: number,
    hint: number,
    flags: number,
  ) => Result<{ readonly addr: number }>
}

/** The memory as a thread sees it. Throws TypeError if the kernel has no memory service. */
export function memoryOf(sys: Sys): MemoryView {
  const memory = processMemoryOf(sys.process)
  if (memory === null)
    throw new TypeError('this kernel has no memory; add memory() to its services')
  const fault = sys.call(calls.Fault)
  // After any other answer than rcOk the process has ended; the report of its end has the reason.
  const pager = {
    fault: (address: number, access: Access) =>
      fault(address, access) === rcOk ? 0 : FaultReason.protection,
  }
  return new MemoryView(memory.table, memory.frames, pager, memory.devices)
}

/** The program half of address spaces. */
export const vmmLibrary: Library<VmmApi> = /* @__PURE__ */ Object.freeze({
  memory: memoryOf,
  KnVmAllocate: (sys) => {
    const allocate = sys.call(calls.Allocate)
    const { registers } = sys
    return (addr, size, flags) =>
      allocate(addr, size, flags) === rcOk
        ? (registers[calls.Allocate.results.outAddr] as number)
        : 0
  },
  KnVmCommit: (sys) => sys.call(calls.Commit) as VmmApi['KnVmCommit'],
  KnVmDecommit: (sys) => sys.call(calls.Decommit) as VmmApi['KnVmDecommit'],
  KnVmProtect: (sys) => sys.call(calls.Protect) as VmmApi['KnVmProtect'],
  KnVmUnmap: (sys) => sys.call(calls.Unmap) as VmmApi['KnVmUnmap'],
  KnPmmMdlCreate: (sys) => {
    const create = sys.call(calls.MdlCreate)
    const { registers } = sys
    return (size, flags) => {
      const rc = create(size, flags)
      return (
        rc === rcOk ? { rc, handle: registers[calls.MdlCreate.results.handle] as Handle } : { rc }
      ) as Result<{
        readonly handle: Handle
      }>
    }
  },
  KnPmmMdlMap: (sys) => {
    const map = sys.call(calls.MdlMap)
    const { registers } = sys
    return (handle, offset, size, hint, flags) => {
      const rc = map(handle, offset, size, hint, flags)
      return (
        rc === rcOk ? { rc, addr: registers[calls.MdlMap.results.addr] as number } : { rc }
      ) as Result<{
        readonly addr: number
      }>
    }
  },
})
