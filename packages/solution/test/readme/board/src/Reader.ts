// Reads the header of the archive, and switches a light on when it has.
import { openDisk, readSectors } from '@kos/drivers'
import {
  GPIO_DIR_OUT,
  GpioInit,
  GpioIn,
  GpioOpenPort,
  GpioOut,
  GpioSetMode,
} from '@kos/drivers/gpio'
import { program, rcOk, unwrap } from '@kos/libkos'

export default program(async (kos) => {
  GpioInit(kos)
  const { handle: gpio } = unwrap(GpioOpenPort(kos, 'gpio0'))
  await GpioSetMode(kos, gpio, 5, GPIO_DIR_OUT)
  kos.log('pin 3 reads', unwrap(await GpioIn(kos, gpio, 3)).value)
  using disk = unwrap(await openDisk(kos, 'disk0')).disk
  if ((await readSectors(disk, 0, 1)) !== rcOk) return 1
  kos.log('the first file is', kos.memory.loadString(disk.address, 100))
  await GpioOut(kos, gpio, 5, 1)
  return 0
})
