#ifndef CONNECTIONS_H
#define CONNECTIONS_H

/* The channel of the server. */
#define SERVER_CONNECTION "server_connection"

#endif
