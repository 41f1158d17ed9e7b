import { describe, expect, it } from 'vitest'
import { PortView } from '../src/process.ts'
import { createManaged, made, RegisterFile } from './machine.ts'

function createView(first: number, size: number) {
  const { machine, manager, space } = createManaged()
  const device = new RegisterFile('device', 32)
  machine.place(device, { ports: 0x60 })
  const client = manager.client('driver', space())
  const permission = made(client.permit(made(client.registerPorts(first, size))))
  const faults: string[] = []
  const fault = (port: number, bytes: number, direction: string): void =>
    void faults.push(`${direction} ${bytes} at ${port}`)
  const view = new PortView(client.permits, machine.ports, fault)
  return { view, device, client, permission, faults }
}

describe('ports in a process', () => {
  it('are read and written where they are permitted', () => {
    const { view, device, faults } = createView(0x60, 32)
    view.write8(0x60, 0x1_23)
    view.write16(0x62, 0x1_4567)
    view.write32(0x64, -1)
    expect([view.read8(0x60), view.read16(0x62), view.read32(0x64)]).toEqual([
      0x23, 0x4567, 0xffff_ffff,
    ])
    expect(device.accesses.slice(0, 3)).toEqual([
      'write 0 1 35',
      'write 2 2 17767',
      'write 4 4 4294967295',
    ])
    expect(faults).toEqual([])
  })

  it('are one register each, however often they are accessed', () => {
    const { view, device } = createView(0x60, 32)
    view.writeBuffer8(0x61, Uint8Array.of(1, 2, 3), 2)
    view.writeBuffer16(0x62, Uint16Array.of(4, 5), 2)
    view.writeBuffer32(0x64, Uint32Array.of(6), 1)
    const bytes = new Uint8Array(3)
    const words = new Uint16Array(2)
    const doubles = new Uint32Array(2)
    view.readBuffer8(0x61, bytes, 2)
    view.readBuffer16(0x62, words, 2)
    view.readBuffer32(0x64, doubles, 1)
    expect([[...bytes], [...words], [...doubles]]).toEqual([
      [2, 2, 0],
      [5, 5],
      [6, 0],
    ])
    expect(device.accesses).toHaveLength(10)
  })

  it('need a permission for each byte of an access, at any place of the bitmap', () => {
    // 7 permitted ports, which begin and end within a byte of the bitmap, or cross one.
    for (let first = 0x60; first < 0x70; first++) {
      const { view, device, faults } = createView(first, 7)
      for (let port = first - 4; port < first + 11; port++) {
        const isIn = (bytes: number): boolean => port >= first && port + bytes <= first + 7
        const expected: string[] = []
        const check = (bytes: 1 | 2 | 4, read: number): void => {
          if (!isIn(bytes)) expected.push(`read ${bytes} at ${port}`, `write ${bytes} at ${port}`)
          if (!isIn(bytes)) expect(read).toBe(2 ** (8 * bytes) - 1)
        }
        const before = device.accesses.length
        check(1, view.read8(port))
        view.write8(port, 0)
        check(2, view.read16(port))
        view.write16(port, 0)
        check(4, view.read32(port))
        view.write32(port, 0)
        expect(faults.splice(0)).toEqual(expected)
        if (!isIn(1)) expect(device.accesses.length).toBe(before)
      }
    }
  })

  it.each([-1, 0.5, 0x60 + 0.5, 0x1_0060, -0x1_0000 + 0x60, 2 ** 32 + 0x60, Number.NaN, Infinity])(
    'do not include %s',
    (port) => {
      const { view, device, faults } = createView(0x60, 32)
      view.read8(port)
      view.write8(port, 0)
      view.read16(port)
      view.write16(port, 0)
      view.read32(port)
      view.write32(port, 0)
      expect(faults).toHaveLength(6)
      expect(device.accesses).toEqual([])
    },
  )

  it('end with the last one', () => {
    const { view, faults } = createView(0xfff8, 8)
    view.read32(0xfffc)
    view.read16(0xfffe)
    view.read8(0xffff)
    expect(faults).toEqual([])
    view.read32(0xfffd)
    view.read16(0xffff)
    expect(faults).toEqual(['read 4 at 65533', 'read 2 at 65535'])
  })

  it('are none any more when the permission ends, even one that was there before the view', () => {
    const { view, client, permission, faults, device } = createView(0x60, 32)
    const late = new PortView(client.permits, { read: () => 1, write: () => {} }, () => {})
    expect([view.read8(0x60), late.read8(0x60)]).toEqual([0, 1])
    permission.revoke()
    expect([view.read8(0x60), late.read8(0x60)]).toEqual([0xff, 0xff])
    expect([faults, device.accesses]).toEqual([['read 1 at 96'], ['read 0 1']])
  })

  it('are none before anything was permitted', () => {
    const { manager, space } = createManaged()
    const { permits } = manager.client('driver', space())
    let faults = 0
    const view = new PortView(permits, { read: () => 1, write: () => {} }, () => void faults++)
    view.read8(0)
    view.read32(0)
    expect(faults).toBe(2)
  })
})
