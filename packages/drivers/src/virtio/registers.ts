// The registers of a virtio device in memory, version 2, and the numbers in them: section 4.2.2 of
// the specification (Virtual I/O Device, version 1.2); of the status, section 2.1.

export const registerMagic = 0x000
export const registerVersion = 0x004
export const registerDeviceId = 0x008
export const registerDeviceFeatures = 0x010
export const registerDeviceFeaturesSel = 0x014
export const registerDriverFeatures = 0x020
export const registerDriverFeaturesSel = 0x024
export const registerQueueSel = 0x030
export const registerQueueNumMax = 0x034
export const registerQueueNum = 0x038
export const registerQueueReady = 0x044
export const registerQueueNotify = 0x050
export const registerInterruptStatus = 0x060
export const registerInterruptAck = 0x064
export const registerStatus = 0x070
export const registerQueueDescLow = 0x080
export const registerQueueDescHigh = 0x084
export const registerQueueDriverLow = 0x090
export const registerQueueDriverHigh = 0x094
export const registerQueueDeviceLow = 0x0a0
export const registerQueueDeviceHigh = 0x0a4
export const registerConfigGeneration = 0x0fc
export const registerConfig = 0x100

/** Bytes of registers and configuration together: one page. */
export const virtioRegisterBytes = 0x1000

/** "virt" in little endian. */
export const virtioMagic = 0x74726976
export const virtioVersion = 2

export const statusAcknowledge = 1
export const statusDriver = 2
export const statusDriverOk = 4
export const statusFeaturesOk = 8

/** Features that concern all devices, as numbers of bits. */
export const featureVersion1 = 32
export const featureAccessPlatform = 33

/** Kinds of devices. */
export const deviceIdNet = 1
export const deviceIdBlock = 2
export const deviceIdConsole = 3
export const deviceIdEntropy = 4
