// Drivers as programs, their interfaces, and what clients and machines have of them: see README.md.

// Programs, by class
export { BlockDriver } from './block-driver.ts'
export { ConsoleDriver } from './console-driver.ts'
export { EntropyDriver } from './entropy-driver.ts'
export { GpioDriver } from './gpio-driver.ts'
export { NetDriver } from './net-driver.ts'
export { RtcDriver } from './rtc-driver.ts'
export { SerialDriver } from './serial-driver.ts'
export { driverPrograms } from './driver-programs.ts'

// Interfaces
export { Block, MaxSectors, SectorSize } from './generated/kl/drivers/Block.idl.ts'
export { Entropy } from './generated/kl/drivers/Entropy.idl.ts'
export { GPIO } from './generated/kl/drivers/GPIO.idl.ts'
export { MaxFrame, MinFrame, Net } from './generated/kl/drivers/Net.idl.ts'
export { type Alarm, Any, type DateTime, RTC } from './generated/kl/drivers/RTC.idl.ts'
export {
  type Config,
  ParityEven,
  ParityNone,
  ParityOdd,
  Serial,
} from './generated/kl/drivers/Serial.idl.ts'

// Clients
export { blockDevice, type DiskDevice } from './block-device.ts'
export { type Disk, flushDisk, openDisk, readSectors, writeSectors } from './disk-client.ts'

// The machine, as drivers know it
export {
  type DeviceDescription,
  machineFile,
  readMachineFile,
  writeMachineFile,
} from './machine-file.ts'
