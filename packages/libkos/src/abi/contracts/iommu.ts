// The system calls of the memory management of devices: `coresrv/iommu/iommu_api.h`. `bdf` is the
// id of a PCI function: bus, device, function.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  AttachDevice: { params: [['bdf', 'u32']] },
  DetachDevice: { params: [['bdf', 'u32']] },
} as const

/** Which devices reach the DMA buffers of a process. */
export const iommuContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'iommu',
  'iommu.IOMMU',
  896,
  calls,
)
