// Functions of netdb.h, arpa/inet.h and net/if.h.

import {
  addrinfo,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AI_CANONNAME,
  AI_NUMERICHOST,
  AI_NUMERICSERV,
  AI_PASSIVE,
  EAFNOSUPPORT,
  EAI_AGAIN,
  EAI_BADFLAGS,
  EAI_FAIL,
  EAI_FAMILY,
  EAI_MEMORY,
  EAI_NONAME,
  EAI_OVERFLOW,
  EAI_SERVICE,
  EAI_SOCKTYPE,
  EAI_SYSTEM,
  EFAULT,
  ENOSPC,
  ENXIO,
  freeaddrinfo,
  gai_strerror,
  htonl,
  htons,
  if_freenameindex,
  in_addr,
  INADDR_LOOPBACK,
  INADDR_NONE,
  inet_addr,
  inet_ntoa,
  LocalNetwork,
  NI_DGRAM,
  NI_NAMEREQD,
  NI_NOFQDN,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  ntohl,
  ntohs,
  O_CREAT,
  O_WRONLY,
  type Posix,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  sockaddr_in,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inet, NetWorld } from '../net/net-world.ts'
import { inProcess } from '../posix-world.ts'

const network = {
  interfaces: { en0: '10.0.0.2' },
  hosts: { 'Server.example': '10.0.0.2', other: '10.1.1.1' },
}

function local(routine: (posix: Posix) => Promise<void>): Promise<void> {
  return inProcess(routine, { network: new LocalNetwork(network) })
}

async function writeHosts(posix: Posix, text: string): Promise<void> {
  await posix.mkdir('/etc', 0o755)
  const fd = await posix.open('/etc/hosts', O_CREAT | O_WRONLY, 0o644)
  await posix.write(fd, new TextEncoder().encode(text))
  await posix.close(fd)
}

interface Found {
  readonly code: number
  readonly list: readonly string[]
  readonly canonname: string | null
}

/** Addresses as texts: `tcp 10.0.0.2:80`. */
async function found(
  posix: Posix,
  node: string | null,
  service: string | null,
  hints: Partial<addrinfo> | null = null,
): Promise<Found> {
  const res: { value: addrinfo | null } = { value: null }
  const given = hints === null ? null : Object.assign(new addrinfo(), hints)
  const code = await posix.getaddrinfo(node, service, given, res)
  const canonname = res.value?.ai_canonname ?? null
  const list: string[] = []
  for (let each = res.value; each !== null; each = each.ai_next) {
    const { sin_addr, sin_port } = each.ai_addr as sockaddr_in
    const type = each.ai_socktype === SOCK_STREAM ? 'tcp' : 'udp'
    expect(each.ai_protocol).toBe(type === 'tcp' ? 6 : 17)
    expect(each.ai_family).toBe(AF_INET)
    list.push(`${type} ${inet_ntoa(sin_addr)}:${ntohs(sin_port)}`)
  }
  freeaddrinfo(res.value)
  return { code, list, canonname }
}

describe('getaddrinfo', () => {
  test('finds hosts of the network, addresses, services and ports', () =>
    local(async (posix) => {
      const stream = { ai_socktype: SOCK_STREAM }
      expect((await found(posix, 'localhost', 'http', stream)).list).toEqual(['tcp 127.0.0.1:80'])
      expect((await found(posix, 'server.EXAMPLE', '5', stream)).list).toEqual(['tcp 10.0.0.2:5'])
      expect((await found(posix, '1.2.3.4', null)).list).toEqual(['tcp 1.2.3.4:0', 'udp 1.2.3.4:0'])
      expect((await found(posix, null, 'domain')).list).toEqual([
        'tcp 127.0.0.1:53',
        'udp 127.0.0.1:53',
      ])
      expect((await found(posix, null, 'www', { ai_flags: AI_PASSIVE })).list).toEqual([
        'tcp 0.0.0.0:80',
      ])
      expect((await found(posix, 'other', 'ntp', { ai_socktype: SOCK_DGRAM })).list).toEqual([
        'udp 10.1.1.1:123',
      ])
      const canonical = await found(posix, 'server.example', null, { ai_flags: AI_CANONNAME })
      expect(canonical.canonname).toBe('server.example')
    }))

  test('reads /etc/hosts first', () =>
    local(async (posix) => {
      const lines = [
        '# hosts',
        '10.9.9.9 first.example first # text',
        '10.9.9.8 first',
        '::1 six',
        '',
      ]
      await writeHosts(posix, lines.join('\n'))
      const stream = { ai_socktype: SOCK_STREAM, ai_flags: AI_CANONNAME }
      const first = await found(posix, 'FIRST', '80', stream)
      expect(first.list).toEqual(['tcp 10.9.9.9:80', 'tcp 10.9.9.8:80'])
      expect(first.canonname).toBe('first.example')
      expect((await found(posix, 'six', '80')).code).toBe(EAI_NONAME)
      expect((await found(posix, 'other', '80', stream)).list).toEqual(['tcp 10.1.1.1:80'])
    }))

  test('answers why it finds nothing', () =>
    local(async (posix) => {
      const codeOf = async (...args: [string | null, string | null, object?]): Promise<number> =>
        (await found(posix, args[0], args[1], args[2] ?? null)).code
      expect(await codeOf(null, null)).toBe(EAI_NONAME)
      expect(await codeOf('nobody', null)).toBe(EAI_NONAME)
      expect(await codeOf(5 as never, null)).toBe(EAI_NONAME)
      expect(await codeOf('localhost', 'nothing')).toBe(EAI_SERVICE)
      expect(await codeOf('localhost', '70000')).toBe(EAI_SERVICE)
      expect(await codeOf('localhost', 'ssh', { ai_socktype: SOCK_DGRAM })).toBe(EAI_SERVICE)
      expect(await codeOf('localhost', 'ssh', { ai_flags: AI_NUMERICSERV })).toBe(EAI_NONAME)
      expect(await codeOf('localhost', '1', { ai_flags: AI_NUMERICHOST })).toBe(EAI_NONAME)
      expect(await codeOf('localhost', '1', { ai_family: AF_INET6 })).toBe(EAI_FAMILY)
      expect(await codeOf('localhost', '1', { ai_family: AF_UNIX })).toBe(EAI_FAMILY)
      expect(await codeOf('localhost', '1', { ai_socktype: SOCK_RAW })).toBe(EAI_SOCKTYPE)
      expect(await codeOf('localhost', '1', { ai_flags: 0x8000 })).toBe(EAI_BADFLAGS)
      expect(await codeOf(null, '1', { ai_flags: AI_CANONNAME })).toBe(EAI_BADFLAGS)
    }))

  test('asks a network process as well', async () => {
    await using world = new NetWorld(['Client'], network)
    await world.act('Client', async (posix) => {
      expect((await found(posix, 'other', '1', { ai_socktype: SOCK_STREAM })).list).toEqual([
        'tcp 10.1.1.1:1',
      ])
      expect((await found(posix, 'nobody', '1')).code).toBe(EAI_NONAME)
      expect((await found(posix, 'x'.repeat(300), '1')).code).toBe(EAI_NONAME)
    })
  })
})

test('freeaddrinfo takes any list', () => {
  freeaddrinfo(null)
  freeaddrinfo(new addrinfo())
})

test('gai_strerror has a text of its own for each code, and one for any other', () => {
  const codes = [EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY, EAI_MEMORY, EAI_NONAME]
  codes.push(EAI_OVERFLOW, EAI_SERVICE, EAI_SOCKTYPE, EAI_SYSTEM, 0)
  expect(new Set(codes.map((code) => gai_strerror(code))).size).toBe(codes.length)
  expect(gai_strerror(-99)).toBe('unknown error -99')
})

test('getnameinfo names hosts and services, or their numbers', () =>
  local(async (posix) => {
    await writeHosts(posix, '10.9.9.9 host.example\n127.0.0.1 localhost\n')
    const named = async (address: sockaddr_in, flags = 0): Promise<string> => {
      const [node, service] = [{ value: '' }, { value: '' }]
      const code = await posix.getnameinfo(address, node, 100, service, 100, flags)
      return code === 0 ? `${node.value}:${service.value}` : String(code)
    }
    const address = inet(80, 0x0a090909)
    expect(await named(address)).toBe('host.example:http')
    expect(await named(address, NI_NOFQDN)).toBe('host:http')
    expect(await named(address, NI_NUMERICHOST | NI_NUMERICSERV)).toBe('10.9.9.9:80')
    expect(await named(inet(514), NI_DGRAM)).toBe('localhost:syslog')
    expect(await named(inet(514))).toBe('localhost:514')
    expect(await named(inet(1, 0x01020304))).toBe('1.2.3.4:1')
    expect(await named(inet(1, 0x01020304), NI_NAMEREQD)).toBe(String(EAI_NONAME))
    const node = { value: 'old' }
    expect(await posix.getnameinfo(address, node, 12, null, 0, 0)).toBe(EAI_OVERFLOW)
    expect(node.value).toBe('old')
    expect(await posix.getnameinfo(address, node, 13, null, 0, 0)).toBe(0)
    expect(await posix.getnameinfo(address, null, 0, null, 0, 0)).toBe(EAI_NONAME)
    expect(await posix.getnameinfo({} as sockaddr_in, node, 13, null, 0, 0)).toBe(EAI_FAMILY)
  }))

test('sethostent, gethostent and endhostent go through the hosts', () =>
  local(async (posix) => {
    await writeHosts(posix, '127.0.0.1 localhost me\n10.0.0.1 other\n')
    posix.sethostent(0)
    const first = await posix.gethostent()
    expect(first).toEqual({
      h_name: 'localhost',
      h_aliases: ['me'],
      h_addrtype: AF_INET,
      h_length: 4,
      h_addr_list: [htonl(INADDR_LOOPBACK)],
    })
    expect((await posix.gethostent())?.h_name).toBe('other')
    expect(await posix.gethostent()).toBe(null)
    posix.endhostent()
    expect((await posix.gethostent())?.h_name).toBe('localhost')
  }))

test('getservbyname, getservbyport and getservent know services', () =>
  local(async (posix) => {
    const http = { s_name: 'http', s_aliases: ['www'], s_port: htons(80), s_proto: 'tcp' }
    expect(posix.getservbyname('http', 'tcp')).toEqual(http)
    expect(posix.getservbyname('www', null)).toEqual(http)
    expect(posix.getservbyport(htons(80), null)).toEqual(http)
    expect(posix.getservbyname('http', 'udp')).toBe(null)
    expect(posix.getservbyname('nothing', null)).toBe(null)
    expect(posix.getservbyport(htons(53), 'udp')?.s_name).toBe('domain')
    expect(posix.getservbyport(80, 'tcp')).toBe(null)
    posix.setservent(0)
    const first = posix.getservent()
    let count = 1
    while (posix.getservent() !== null) count++
    expect(count).toBeGreaterThan(20)
    posix.endservent()
    expect(posix.getservent()).toEqual(first)
  }))

test('getprotobyname, getprotobynumber and getprotoent know protocols', () =>
  local(async (posix) => {
    const tcp = { p_name: 'tcp', p_aliases: ['TCP'], p_proto: 6 }
    expect(posix.getprotobyname('TCP')).toEqual(tcp)
    expect(posix.getprotobynumber(6)).toEqual(tcp)
    expect(posix.getprotobyname('x')).toBe(null)
    expect(posix.getprotobynumber(99)).toBe(null)
    posix.setprotoent(1)
    expect(posix.getprotoent()?.p_name).toBe('ip')
    expect(posix.getprotoent()?.p_name).toBe('icmp')
    posix.endprotoent()
    expect(posix.getprotoent()?.p_name).toBe('ip')
  }))

test('getnetbyname, getnetbyaddr and getnetent know networks', () =>
  local(async (posix) => {
    const loopback = { n_name: 'loopback', n_aliases: [], n_addrtype: AF_INET, n_net: 127 }
    expect(posix.getnetbyname('loopback')).toEqual(loopback)
    expect(posix.getnetbyaddr(127, AF_INET)).toEqual(loopback)
    expect(posix.getnetbyaddr(127, AF_UNIX)).toBe(null)
    expect(posix.getnetbyname('x')).toBe(null)
    posix.setnetent(0)
    expect(posix.getnetent()).toEqual(loopback)
    expect(posix.getnetent()).toBe(null)
    posix.endnetent()
    expect(posix.getnetent()).toEqual(loopback)
  }))

test('htons, htonl, ntohs and ntohl turn bytes around', () => {
  expect(htons(0x1234)).toBe(0x3412)
  expect(ntohs(0x3412)).toBe(0x1234)
  expect(htonl(0x12345678)).toBe(0x78563412)
  expect(ntohl(0xff000000)).toBe(0xff)
  expect(htonl(0xff)).toBe(0xff000000)
})

test('inet_addr reads up to four numbers in three bases, inet_ntoa writes four', () => {
  const read = (text: string): string => inet_ntoa(new in_addr(inet_addr(text)))
  expect(read('1.2.3.4')).toBe('1.2.3.4')
  expect(read('1.2.772')).toBe('1.2.3.4')
  expect(read('1.131844')).toBe('1.2.3.4')
  expect(read('16909060')).toBe('1.2.3.4')
  expect(read('0x7f.0.0.010')).toBe('127.0.0.8')
  for (const text of ['', '1.2.3.4.5', '256.1.1.1', '1.2.3.256', 'a.b', '1..2', '08', '1.2.3.4 '])
    expect(inet_addr(text)).toBe(INADDR_NONE)
  expect(inet_addr(null as never)).toBe(INADDR_NONE)
})

test('inet_ntop and inet_pton turn addresses of AF_INET into texts and back', () =>
  local(async (posix) => {
    const address = new in_addr()
    expect(posix.inet_pton(AF_INET, '10.20.30.40', address)).toBe(1)
    expect(ntohl(address.s_addr)).toBe(0x0a141e28)
    expect(posix.inet_ntop(AF_INET, address)).toBe('10.20.30.40')
    for (const text of ['1.2.3', '01.2.3.4', '1.2.3.4.', '256.1.1.1', '', 5 as never])
      expect(posix.inet_pton(AF_INET, text, address)).toBe(0)
    expect(ntohl(address.s_addr)).toBe(0x0a141e28)
    expect(posix.inet_ntop(AF_INET, address, 12)).toBe('10.20.30.40')
    expect(posix.inet_ntop(AF_INET, address, 11)).toBe(null)
    expect(posix.errno).toBe(ENOSPC)
    expect(posix.inet_ntop(AF_INET6, address)).toBe(null)
    expect(posix.errno).toBe(EAFNOSUPPORT)
    expect(posix.inet_pton(AF_INET6, '::1', address)).toBe(-1)
    expect(posix.errno).toBe(EAFNOSUPPORT)
    expect(posix.inet_pton(AF_INET, '1.2.3.4', null as never)).toBe(-1)
    expect(posix.errno).toBe(EFAULT)
    expect(posix.inet_ntop(AF_INET, null as never)).toBe(null)
    expect(posix.errno).toBe(EFAULT)
  }))

describe('interfaces', () => {
  async function check(posix: Posix): Promise<void> {
    expect(await posix.if_nametoindex('lo')).toBe(1)
    expect(await posix.if_nametoindex('en0')).toBe(2)
    expect(await posix.if_nametoindex('x')).toBe(0)
    const name: { value: string | null } = { value: null }
    expect(await posix.if_indextoname(2, name)).toBe('en0')
    expect(name.value).toBe('en0')
    for (const index of [0, 3, -1, Number.NaN]) {
      posix.errno = 0
      expect(await posix.if_indextoname(index, name)).toBe(null)
      expect(posix.errno).toBe(ENXIO)
    }
    const list = await posix.if_nameindex()
    expect(list?.map(({ if_index, if_name }) => [if_index, if_name])).toEqual([
      [1, 'lo'],
      [2, 'en0'],
      [0, null],
    ])
    if_freenameindex(list ?? [])
  }

  test('of the network of a process have numbers and names', () => local(check))

  test('of a network process have numbers and names', async () => {
    await using world = new NetWorld(['Client'], network)
    await world.act('Client', check)
  })

  test('are none without a network', () =>
    inProcess(async (posix) => {
      expect(await posix.if_nametoindex('lo')).toBe(0)
      expect((await posix.if_nameindex())?.length).toBe(1)
    }))
})
