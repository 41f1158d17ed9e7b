// The devices of a kernel as people see them.

import {
  DMA_DIR_BIDIR,
  IRQ_EDGE_RAISE,
  type Kos,
  PAGE_SIZE,
  SMsgHdr,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { rcOk, unwrap } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  allowAll,
  createFullKernel,
  formatIo,
  type FullApi,
  type IoInspection,
  type Kernel,
  VirtualClock,
} from '../src/index.ts'
import { deviceBdf, irqs, machineWith, portsAt, registersAt, TestDevice } from './test-device.ts'

function openKernel(device: TestDevice): Kernel<FullApi> {
  return createFullKernel({
    security: allowAll(),
    clock: new VirtualClock(),
    machine: machineWith(device),
  })
}

function reportOf(io: IoInspection | null): string[] {
  return formatIo(io as IoInspection).split('\n')
}

test('a machine whose devices nobody uses is its physical map', async () => {
  await using kernel = openKernel(new TestDevice('box'))
  expect(reportOf(kernel.inspect().io)).toEqual([
    'address           size   what  registered by  mapped by',
    '0x0000_0000_0000  1 GiB  RAM   -              -',
    '0x0000_4000_0000  4 KiB  box   -              -',
  ])
})

test('registrations, uses, interrupts and domains have a row each', async () => {
  const device = new TestDevice('box')
  await using kernel = openKernel(device)
  kernel.spawn(null, { name: 'Driver' })
  const done = kernel.as('Driver', async (kos: Kos) => {
    unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 16)).rid))
    const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
    unwrap(kos.KnIoMapMem(rid, VMM_FLAG_READ | VMM_FLAG_WRITE, 0))
    const buffer = unwrap(kos.KnIoDmaCreate(1, 2 * PAGE_SIZE, DMA_DIR_BIDIR)).rid
    unwrap(kos.KnIoDmaBegin(buffer))
    expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
    const irq = unwrap(kos.KnRegisterIrq(irqs[0] as number)).rid
    const { handle } = unwrap(kos.KnIoAttachIrq(irq, IRQ_EDGE_RAISE))
    device.pulse()
    expect(await kos.Recv(handle, new SMsgHdr())).toBe(rcOk)
    kos.KnIoDisableIrq(irq)
    return reportOf(kernel.inspect().io)
  })
  await kernel.run({ until: done })
  const lines = await done
  expect(
    lines.map((line) => line.replace(/0x0000_[\da-f]{4}_[\da-f]{4}(?=  8)/, 'A BUFFER')),
  ).toEqual([
    'address           size   what  registered by  mapped by',
    '0x0000_0000_0000  1 GiB  RAM   -              -',
    '0x0000_4000_0000  4 KiB  box   Driver         Driver',
    '',
    'ports        registered by  permitted',
    '0x3f8-0x407  Driver         Driver',
    '',
    'irq  registered by  handler  state   taken',
    '33   Driver         Driver   masked  1',
    '',
    'DMA buffer        size   created by  devices of  mapped by',
    'A BUFFER  8 KiB  Driver      Driver      -',
    '',
    'domain of  devices  mapped',
    'Driver     00:03.0  8 KiB',
  ])
})
