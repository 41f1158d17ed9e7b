// Memory-mapped I/O: documented header `coresrv/io/mmio.h`. Order: register physical memory, map
// it, access it; KnIoClose (`io_api.ts`) gives back.
//
// Registers are accessed through the page table of the process, as memory (`kos.memory`): no
// access is a system call.

import { ioContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'
import { memoryOf } from '../vmm/vmm_api.ts'
import { bufferCheck } from './buffer-check.ts'
import { type Mapped, mapping, type Registered, registering } from './resource-results.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/**
 * Functions for registers in memory on `kos`. `reg` and `baseReg` are virtual addresses in a
 * mapping of KnIoMapMem, multiples of the width of the access. An access that is not allowed ends
 * the process, as any access to memory (`kos.memory`). Where no device answers, reads give all ones
 * and writes are lost.
 */
export interface MmioApi {
  /** Reads 8 bits (topic `io_read_mm_reg`). */
  readonly IoReadMmReg8: (reg: number) => number
  /** Reads 16 bits (topic `io_read_mm_reg`). */
  readonly IoReadMmReg16: (reg: number) => number
  /** Reads 32 bits (topic `io_read_mm_reg`). */
  readonly IoReadMmReg32: (reg: number) => number
  /** Writes the low 8 bits of `data` (topic `io_write_mm_reg`). */
  readonly IoWriteMmReg8: (reg: number, data: number) => void
  /** Writes the low 16 bits of `data` (topic `io_write_mm_reg`). */
  readonly IoWriteMmReg16: (reg: number, data: number) => void
  /** Writes the low 32 bits of `data` (topic `io_write_mm_reg`). */
  readonly IoWriteMmReg32: (reg: number, data: number) => void
  /**
   * Reads 8 bits of one register `cnt` times, into the first elements of `dst` (topic
   * `io_read_mm_buffer`). Reports misuse, and reads nothing, if `dst` has fewer.
   */
  readonly IoReadMmBuffer8: (baseReg: number, dst: Uint8Array, cnt: number) => void
  /** As IoReadMmBuffer8, 16 bits at a time. */
  readonly IoReadMmBuffer16: (baseReg: number, dst: Uint16Array, cnt: number) => void
  /** As IoReadMmBuffer8, 32 bits at a time. */
  readonly IoReadMmBuffer32: (baseReg: number, dst: Uint32Array, cnt: number) => void
  /**
   * Writes the first `cnt` elements of `src` to one register, one after the other (topic
   * `io_write_mm_buffer`). Reports misuse, and writes nothing, if `src` has fewer.
   */
  readonly IoWriteMmBuffer8: (baseReg: number, src: Uint8Array, cnt: number) => void
  /** As IoWriteMmBuffer8, 16 bits at a time. */
  readonly IoWriteMmBuffer16: (baseReg: number, src: Uint16Array, cnt: number) => void
  /** As IoWriteMmBuffer8, 32 bits at a time. */
  readonly IoWriteMmBuffer32: (baseReg: number, src: Uint32Array, cnt: number) => void
  /**
   * Registers `size` bytes of physical memory from `addr` on, outside of RAM, both multiples of
   * 4096 (topic `kn_register_phy_mem`). `rid` can be transferred and revoked; it allows no access
   * yet (KnIoMapMem). The memory is free again when the last handle of it and the last mapping are
   * closed.
   *
   * rcInvalidArgument: no whole pages, in RAM, or past the end of physical memory (64 GiB);
   * rcAlreadyExists: a part of it is registered; rcOutOfMemory, rcQuotaExceeded: no handle is left.
   */
  readonly KnRegisterPhyMem: (addr: number, size: number) => Registered
  /**
   * Maps registered memory into the address space of this process (topic `kn_io_map_mem`), until
   * `handle` is closed, or KnHandleRevoke reaches `rid` through a handle above it: the next access
   * ends the process. `handle` can be neither transferred nor copied.
   *
   * `prot` is VMM_FLAG_READ, VMM_FLAG_WRITE, both, or VMM_FLAG_RWX_MASK. `attr` may have a caching,
   * which is recorded, VMM_FLAG_LOW_GUARD, VMM_FLAG_HIGH_GUARD, and VMM_FLAG_ALIAS: without that
   * memory is mapped once at a time.
   *
   * rcInvalidArgument: `rid` is no handle of memory, or the flags are not legal; rcAlreadyExists:
   * it is mapped, and VMM_FLAG_ALIAS is missing; rcNoCapability: `rid` lacks OCAP_IO_READ to read,
   * OCAP_IO_WRITE to write, or OCAP_IO_EXECUTE to execute; rcHandleRevoked; rcOutOfMemory,
   * rcQuotaExceeded: no addresses, tables or handles are left.
   */
  readonly KnIoMapMem: (rid: Handle, prot: number, attr: number) => Mapped
}

/** The program half of memory-mapped I/O. */
export const mmioLibrary: Library<MmioApi> = /* @__PURE__ */ Object.freeze({
  IoReadMmReg8: (sys) => {
    const memory = memoryOf(sys)
    return (reg) => memory.readRegister8(reg)
  },
  IoReadMmReg16: (sys) => {
    const memory = memoryOf(sys)
    return (reg) => memory.readRegister16(reg)
  },
  IoReadMmReg32: (sys) => {
    const memory = memoryOf(sys)
    return (reg) => memory.readRegister32(reg)
  },
  IoWriteMmReg8: (sys) => {
    const memory = memoryOf(sys)
    return (reg, data) => memory.writeRegister8(reg, data)
  },
  IoWriteMmReg16: (sys) => {
    const memory = memoryOf(sys)
    return (reg, data) => memory.writeRegister16(reg, data)
  },
  IoWriteMmReg32: (sys) => {
    const memory = memoryOf(sys)
    return (reg, data) => memory.writeRegister32(reg, data)
  },
  IoReadMmBuffer8: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoReadMmBuffer8', Uint8Array)
    return (reg, dst, cnt) => {
      if (fits(dst, cnt)) for (let i = 0; i < cnt; i++) dst[i] = memory.readRegister8(reg)
    }
  },
  IoReadMmBuffer16: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoReadMmBuffer16', Uint16Array)
    return (reg, dst, cnt) => {
      if (fits(dst, cnt)) for (let i = 0; i < cnt; i++) dst[i] = memory.readRegister16(reg)
    }
  },
  IoReadMmBuffer32: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoReadMmBuffer32', Uint32Array)
    return (reg, dst, cnt) => {
      if (fits(dst, cnt)) for (let i = 0; i < cnt; i++) dst[i] = memory.readRegister32(reg)
    }
  },
  IoWriteMmBuffer8: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoWriteMmBuffer8', Uint8Array)
    return (reg, src, cnt) => {
      if (fits(src, cnt)) for (let i = 0; i < cnt; i++) memory.writeRegister8(reg, src[i] as number)
    }
  },
  IoWriteMmBuffer16: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoWriteMmBuffer16', Uint16Array)
    return (reg, src, cnt) => {
      if (fits(src, cnt))
        for (let i = 0; i < cnt; i++) memory.writeRegister16(reg, src[i] as number)
    }
  },
  IoWriteMmBuffer32: (sys) => {
    const memory = memoryOf(sys)
    const fits = bufferCheck(sys, 'IoWriteMmBuffer32', Uint32Array)
    return (reg, src, cnt) => {
      if (fits(src, cnt))
        for (let i = 0; i < cnt; i++) memory.writeRegister32(reg, src[i] as number)
    }
  },
  KnRegisterPhyMem: (sys) => registering(sys, calls.RegisterPhyMem),
  KnIoMapMem: (sys) => mapping(sys, calls.MapMem),
})
