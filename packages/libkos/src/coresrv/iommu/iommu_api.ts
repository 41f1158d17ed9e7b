// The memory management of devices: documented header `coresrv/iommu/iommu_api.h`.

import type { Retcode } from '@kos/retcode'
import { iommuContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Library } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(iommuContract)

/**
 * Functions that the iommu service adds to `kos`. `bdf` is the id of a PCI function: the bus in the
 * high 8 bits of 16, then 5 bits of the device, 3 of the function. A device that is in the IOMMU
 * domain of a process reaches the DMA buffers of that process that KnIoDmaBegin let it, and no
 * other memory.
 */
export interface IommuApi {
  /**
   * Adds a device to the IOMMU domain of this process (topic `kn_iommu_attach_device`). It leaves
   * it when the process ends.
   *
   * rcOk; rcInvalidArgument: `bdf` is no unsigned integer of 32 bits; rcDeviceNotFound: there is no
   * such device; rcBusy: it is in the domain of another process; rcAlreadyExists: it is in that of
   * this one.
   */
  readonly KnIommuAttachDevice: (bdf: number) => Retcode
  /**
   * Removes a device from the IOMMU domain of this process (topic `kn_iommu_detach_device`).
   *
   * rcOk; rcInvalidArgument: `bdf` is no unsigned integer of 32 bits; rcDeviceNotFound: there is no
   * such device; rcNotConnected: it is not in the domain.
   */
  readonly KnIommuDetachDevice: (bdf: number) => Retcode
}

/** The program half of the iommu service. */
export const iommuLibrary: Library<IommuApi> = /* @__PURE__ */ Object.freeze({
  KnIommuAttachDevice: (sys) => sys.call(calls.AttachDevice) as IommuApi['KnIommuAttachDevice'],
  KnIommuDetachDevice: (sys) => sys.call(calls.DetachDevice) as IommuApi['KnIommuDetachDevice'],
})
