# Of a schema. Examples are to be added: + one that matches, - one that does not.
shop_post = (?:[0-9]{6})|(?:\$(?![aeiou])[a-z]+)
