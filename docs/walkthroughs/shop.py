# A shop: customers on the disk, the carts of those who are in it in memory.
import contextlib, itertools, sqlite3, time

def sql(*query):
    with contextlib.closing(sqlite3.connect('/shop.db', isolation_level=None)) as shop:
        return shop.execute(*query).fetchone()

sql('CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, visits INTEGER)')
sql("INSERT INTO customers VALUES (0, 'Ada Lovelace', 0), (1, 'Grace Hopper', 0), (2, 'Plato', 0)")
carts = {}
for visit in itertools.count(1):
    try:
        name, = sql('UPDATE customers SET visits = visits + 1 WHERE id = ? RETURNING name', [visit % 3])
        carts[name] = carts.get(name, 0) + 1
        print(f'visit {visit}: {carts[name]} in the cart of {name}', flush=True)
    except sqlite3.Error as error:
        print(f'visit {visit}: {error}', flush=True)
    time.sleep(0.2)
