app_name = "geography"
urlpatterns = []
