// DMA buffers: documented headers `coresrv/io/dma.h` and `io/io_dma.h`. Order: create a buffer, let
// devices access it, map it; KnIoClose (`io_api.ts`) gives back.
//
// Devices of a process are those that it attached to its IOMMU domain (`iommu/iommu_api.ts`); their
// flags are in `@kos/io-hw/flags`.

import { type Result, rcBufferTooSmall, rcInvalidArgument, rcOk } from '@kos/retcode'
import { PAGE_SIZE } from '@kos/vmm/flags'
import { ioContract } from '../../abi/contracts.ts'
import {
  dmaDescriptorSize,
  type DmaFrameDescriptor,
  readDmaDescriptors,
} from '../../abi/dma-descriptors.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import {
  type Mapped,
  mapping,
  type Permitted,
  permitting,
  type Registered,
  registering,
} from './resource-results.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/** What a DMA buffer is made of (topic `dma_info`). */
export interface DmaInfo {
  /** Flags that it was created with: DMA_DIR_, DMA_ZONE_ and DMA_ATTR_. */
  readonly flags: number
  /** Least order of its blocks: as asked for. */
  readonly orderMin: number
  /** Its size in bytes, as asked for. The blocks may have more. */
  readonly size: number
  /** Number of descriptors, DMA_FRAMES_COUNT_MAX at most; 0 if devices of this process may not access it. */
  readonly count: number
  /** Its blocks, in the order of their bytes in the buffer. */
  readonly descriptors: readonly DmaFrameDescriptor[]
}

/**
 * The order of a block that has `pages` pages or more: the least n for which 2^n is no less; 0 for
 * none. The documented example of KnIoDmaCreate gets its order so; the header is not public.
 */
export function rtl_roundup_order(pages: number): number {
  return pages > 1 ? Math.ceil(Math.log2(pages)) : 0
}

/** Functions for DMA buffers on `kos`. Sizes are bytes. */
export interface DmaApi {
  /**
   * Creates a DMA buffer of `size` bytes, zeroed, in physical memory (topic `kn_io_dma_create`).
   * Its blocks have 2^`order` pages each, or more, as the kernel chooses. All of their pages are
   * charged to this process. `flags` has a direction (DMA_DIR_TO_DEVICE, DMA_DIR_FROM_DEVICE,
   * DMA_DIR_BIDIR), and may have DMA_ZONE_DMA32 and a caching, DMA_ATTR_, which is recorded. `rid`
   * can be transferred and revoked. The buffer ends with its last handle, permission and mapping.
   *
   * rcInvalidArgument: no whole pages, none at all, too many, `order` above 10, no direction, other
   * flags; rcOutOfMemory: also if no such blocks are left; rcQuotaExceeded.
   */
  readonly KnIoDmaCreate: (order: number, size: number, flags: number) => Registered
  /**
   * As KnIoDmaCreate, with one block (1.2, topic `libkos_dma_api`). The signature is not public:
   * this is ours.
   */
  readonly KnIoDmaCreateContinuous: (size: number, flags: number) => Registered
  /**
   * Lets the devices of this process access a buffer, in its direction (topic `kn_io_dma_begin`),
   * until `handle` is closed, or KnHandleRevoke reaches `rid` through a handle above it. `handle` can
   * be neither transferred nor copied.
   *
   * rcInvalidArgument: `rid` is no handle of a buffer; rcAlreadyExists: they may already;
   * rcNoCapability: `rid` lacks OCAP_IO_READ for DMA_DIR_TO_DEVICE, or OCAP_IO_WRITE for
   * DMA_DIR_FROM_DEVICE; rcHandleRevoked; rcOutOfMemory, rcQuotaExceeded.
   */
  readonly KnIoDmaBegin: (rid: Handle) => Permitted
  /**
   * Maps `length` bytes of a buffer from `offset` on, both multiples of 4096, at `hint` if that is
   * free (topic `kn_io_dma_map`), until `handle` is closed, or KnHandleRevoke reaches `rid` through
   * a handle above it: the next access ends the process. `vmflags` is VMM_FLAG_READ, VMM_FLAG_WRITE
   * or both, and may have VMM_FLAG_LOW_GUARD and VMM_FLAG_HIGH_GUARD. `handle` can be neither
   * transferred nor copied.
   *
   * rcInvalidArgument: `rid` is no handle of a buffer, not in it, no whole pages, flags that are
   * not legal; rcNoCapability: `rid` lacks OCAP_IO_READ, or OCAP_IO_WRITE to write;
   * rcHandleRevoked; rcOutOfMemory, rcQuotaExceeded.
   */
  readonly KnIoDmaMap: (
    rid: Handle,
    offset: number,
    length: number,
    hint: number,
    vmflags: number,
  ) => Mapped
  /**
   * What a buffer is made of, with the addresses by which devices of this process access its
   * blocks (topic `kn_io_dma_get_info`): none unless KnIoDmaBegin let them.
   *
   * rcInvalidArgument: `rid` is no handle of a buffer; rcHandleRevoked.
   */
  readonly KnIoDmaGetInfo: (rid: Handle) => Result<{ readonly info: DmaInfo }>
  /** As KnIoDmaGetInfo, with physical addresses (topic `kn_io_dma_get_phys_info`). */
  readonly KnIoDmaGetPhysInfo: (rid: Handle) => Result<{ readonly info: DmaInfo }>
}

/** The program half of DMA buffers. */
export const dmaLibrary: Library<DmaApi> = /* @__PURE__ */ Object.freeze({
  KnIoDmaCreate: (sys) => registering(sys, calls.DmaCreate),
  KnIoDmaCreateContinuous: (sys) => {
    const create = registering(sys, calls.DmaCreate)
    return (size, flags) =>
      Number.isInteger(size) && size > 0
        ? create(rtl_roundup_order(Math.ceil(size / PAGE_SIZE)), size, flags)
        : { rc: rcInvalidArgument }
  },
  KnIoDmaBegin: (sys) => permitting(sys, calls.DmaBegin),
  KnIoDmaMap: (sys) => mapping(sys, calls.DmaMap),
  KnIoDmaGetInfo: (sys) => infoOf(sys, 0),
  KnIoDmaGetPhysInfo: (sys) => infoOf(sys, 1),
})

/** Descriptors that there is room for at first. */
const fewDescriptors = 16

function infoOf(sys: Sys, isPhysical: 0 | 1): DmaApi['KnIoDmaGetInfo'] {
  const getInfo = sys.call(calls.DmaGetInfo)
  const { registers } = sys
  const { results } = calls.DmaGetInfo
  return (rid) => {
    let bytes = new Uint8Array(fewDescriptors * dmaDescriptorSize)
    let rc = getInfo(rid, isPhysical, bytes)
    if (rc === rcBufferTooSmall) {
      bytes = new Uint8Array((registers[results.count] as number) * dmaDescriptorSize)
      rc = getInfo(rid, isPhysical, bytes)
    }
    if (rc !== rcOk) return { rc } as Result<{ readonly info: DmaInfo }>
    const count = registers[results.count] as number
    const info = {
      flags: registers[results.flags] as number,
      orderMin: registers[results.orderMin] as number,
      size: registers[results.size] as number,
      count,
      descriptors: readDmaDescriptors(bytes, count),
    }
    return { rc, info }
  }
}
