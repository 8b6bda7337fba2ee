"""Subscribes to the list feed by gql over a WebSocket, as a partner city with Python would. Reads {url, headers, runs: [{after, most}]} from standard input and
prints for each run what it got: {changes: [[cursor, hash]], code}."""
import asyncio
import json
import sys
from contextlib import aclosing

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

CHANGES = "subscription($after: ID) { listChanges(after: $after) { kind cursor hash entry { id subject { id } } } }"


async def subscribe(url, headers, after, most):
    # The library stops reading when its queue is full, and then waits in vain for the server's part of the closing handshake.
    transport = WebsocketsTransport(url=url, init_payload=headers, subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL], close_timeout=1)
    changes = []
    try:
        async with Client(transport=transport, fetch_schema_from_transport=False) as session:
            async with aclosing(session.subscribe(GraphQLRequest(CHANGES, variable_values={"after": after}))) as results:
                async for result in results:
                    item = result["listChanges"]
                    if item["kind"] == "CHANGE":
                        changes.append([item["cursor"], item["hash"]])
                    if len(changes) == most:
                        break
    except TransportQueryError as error:
        return {"changes": changes, "code": error.errors[0]["extensions"]["code"]}
    return {"changes": changes, "code": None}


async def main():
    asked = json.load(sys.stdin)
    print(json.dumps([await subscribe(asked["url"], asked["headers"], run["after"], run["most"]) for run in asked["runs"]]))


asyncio.run(main())
