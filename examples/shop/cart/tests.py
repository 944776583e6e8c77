from django.test import TestCase


class CartTests(TestCase):
    def test_cart_is_shown(self):
        self.client.session["cart"] = {"apples": 2}
        self.client.session.save()
        response = self.client.get("/cart/")
        self.assertEqual(response.json(), {"apples": 2})
