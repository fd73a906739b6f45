"""What goes in and out, one file per resource. `_dong` whole dong, `_g` grams, `_mm` millimetres, `_at`
instants in UTC."""
