// Negotiation of features and the device status, against the specification.

import { expect, test } from 'vitest'
import { createDisk } from './disk.ts'
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK, VERSION_1 } from './driver.ts'

test('the device offers features of its type, of virtqueues, and those behind an IOMMU', () => {
  const { driver } = createDisk()
  expect(driver.offered()).toEqual([1, 2, 6, 9, 13, 14, 28, 29, 32, 33])
})

test('features past the words that there are read as 0, and writes to them are lost', () => {
  const { rig, driver } = createDisk()
  rig.write32(0x014, 0xffff_ffff)
  expect(rig.read32(0x010)).toBe(0)
  driver.setStatus(ACKNOWLEDGE | DRIVER)
  driver.accept([VERSION_1])
  rig.write32(0x024, 4)
  rig.write32(0x020, 1)
  driver.setStatus(FEATURES_OK)
  expect(driver.status & FEATURES_OK).toBe(FEATURES_OK)
})

test.each([
  ['none', [], false],
  ['VERSION_1', [32], true],
  ['all but VERSION_1', [1, 2, 6, 9, 28, 29, 33], false],
  ['all', [1, 2, 6, 9, 13, 14, 28, 29, 32, 33], true],
  ['one that was not offered', [5, 32], false],
  ['one of the second word that was not offered', [32, 34], false],
  ['one of the third word', [32, 64], false],
  ['one of the fourth word', [32, 127], false],
] as const)('negotiation with %s', (_, bits, isTaken) => {
  const { driver } = createDisk()
  expect(driver.negotiate(bits)).toBe(isTaken)
  expect(driver.status).toBe(ACKNOWLEDGE | DRIVER | (isTaken ? FEATURES_OK : 0))
})

test('a driver whose features were refused may try others', () => {
  const { driver } = createDisk()
  expect(driver.negotiate([5, 32])).toBe(false)
  driver.accept([32])
  driver.setStatus(FEATURES_OK)
  expect(driver.status & FEATURES_OK).toBe(FEATURES_OK)
})

test('features do not change once FEATURES_OK is set', () => {
  const { device, driver } = createDisk()
  driver.negotiate([VERSION_1])
  driver.accept([VERSION_1, 9])
  expect(device.transport.hasFeature(9)).toBe(false)
})

test('status bits are taken in the order of the initialization', () => {
  const { driver, rig } = createDisk()
  rig.write32(0x070, DRIVER)
  expect(driver.status).toBe(0)
  rig.write32(0x070, ACKNOWLEDGE | FEATURES_OK | DRIVER_OK)
  expect(driver.status).toBe(ACKNOWLEDGE)
  driver.setStatus(DRIVER)
  driver.setStatus(DRIVER_OK)
  expect(driver.status).toBe(ACKNOWLEDGE | DRIVER)
})

test('status bits stay until a reset, and those of the device are not the driver’s', () => {
  const { driver, rig } = createDisk()
  rig.write32(0x070, 0xffff_ffff)
  expect(driver.status).toBe(ACKNOWLEDGE | DRIVER | FAILED)
  rig.write32(0x070, ACKNOWLEDGE)
  expect(driver.status).toBe(ACKNOWLEDGE | DRIVER | FAILED)
  rig.write32(0x070, 0)
  expect(driver.status).toBe(0)
})
