# A service that never forgets a session, though each is over at once.
import itertools, time

sessions = {}
for number in itertools.count(1):
    sessions[f'session-{number:06}'] = 'profile of a visitor ' * 200
    if number % 50 == 0:
        print(f'{number:06} requests', flush=True)
    time.sleep(0.002)
