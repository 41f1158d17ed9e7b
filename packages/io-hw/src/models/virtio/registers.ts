// Registers and bits of virtio devices on MMIO, from the Virtual I/O Device (VIRTIO) specification
// 1.2: section 4.2.2 has the registers, 2.1 the device status, 6 the features of all devices.
//
// Constants of one type of device are in the file of its model. Drivers don't import this: they
// follow the specification.

/** Bytes of the registers of a virtio device, configuration space included. */
export const VIRTIO_MMIO_BYTES = 0x200

/** What MagicValue reads: `virt`. */
export const MAGIC = 0x7472_6976
/** What Version reads: no legacy device. */
export const VERSION = 2
/** What VendorID reads: `kos`. */
export const VENDOR = 0x0073_6f6b

export const MAGIC_VALUE = 0x000
export const DEVICE_VERSION = 0x004
export const DEVICE_ID = 0x008
export const VENDOR_ID = 0x00c
export const DEVICE_FEATURES = 0x010
export const DEVICE_FEATURES_SEL = 0x014
export const DRIVER_FEATURES = 0x020
export const DRIVER_FEATURES_SEL = 0x024
export const QUEUE_SEL = 0x030
export const QUEUE_NUM_MAX = 0x034
export const QUEUE_NUM = 0x038
export const QUEUE_READY = 0x044
export const QUEUE_NOTIFY = 0x050
export const INTERRUPT_STATUS = 0x060
export const INTERRUPT_ACK = 0x064
export const STATUS = 0x070
export const QUEUE_DESC_LOW = 0x080
export const QUEUE_DESC_HIGH = 0x084
export const QUEUE_DRIVER_LOW = 0x090
export const QUEUE_DRIVER_HIGH = 0x094
export const QUEUE_DEVICE_LOW = 0x0a0
export const QUEUE_DEVICE_HIGH = 0x0a4
export const SHM_LEN_LOW = 0x0b0
export const SHM_LEN_HIGH = 0x0b4
export const SHM_BASE_LOW = 0x0b8
export const SHM_BASE_HIGH = 0x0bc
export const CONFIG_GENERATION = 0x0fc
export const CONFIG = 0x100

/** Device status: the driver has found the device. */
export const ACKNOWLEDGE = 1
/** Device status: the driver knows how to drive it. */
export const DRIVER = 2
/** Device status: the driver is set up. */
export const DRIVER_OK = 4
/** Device status: features are negotiated. */
export const FEATURES_OK = 8
/** Device status: the device met an error that only a reset ends. */
export const DEVICE_NEEDS_RESET = 64
/** Device status: the driver has given up. */
export const FAILED = 128

/** Interrupt status: a buffer was used. */
export const USED_BUFFER = 1
/** Interrupt status: the configuration has changed, or the device needs a reset. */
export const CONFIGURATION_CHANGE = 2

/** Feature bit: descriptors may refer to tables of descriptors. */
export const VIRTIO_F_INDIRECT_DESC = 28
/** Feature bit: notifications are suppressed by `used_event` and `avail_event`. */
export const VIRTIO_F_EVENT_IDX = 29
/** Feature bit: the device is no legacy device. */
export const VIRTIO_F_VERSION_1 = 32
/** Feature bit: addresses are those of an IOMMU. */
export const VIRTIO_F_ACCESS_PLATFORM = 33
